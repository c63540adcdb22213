"""Members as far as conditions read them: what a condition tests is read beside the members, and nothing else."""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from headless.engine.conditions import Condition, days_needed, keys_used, tests_of
from headless.engine.judge import source_of
from headless.engine.records import Standing
from headless.engine.state import BALANCE, STORED, TAG, Account, MemberState
from headless.resolvers.context import ReadContext
from headless.resolvers.member_tags import WORN, worn
from headless.resolvers.parts import Part
from headless.resolvers.standings import TIERS, over
from headless.services.plugin_metrics import stored_value
from headless.services.untracked import load_untracked

PROFILE = Part(
    "profile", "x.joined_at, x.joined_on, x.birthday_on, x.attributes, x.status, x.clock_at, x.due_at", "member x",
    owner="x.merchant_id = m.merchant_id AND x.id = m.id",
)  # fmt: skip
BALANCES = Part("balances", "x.kind_id, x.balance", "account x")
METRICS = Part("metrics", "x.metric, x.number, x.scale, x.text", "stored_metric x")


class Asked(NamedTuple):
    """What conditions read of members: parts beside them, and totals for which no counters are kept."""

    parts: Sequence[Part]
    untracked: frozenset[str]


def asked_of(ctx: ReadContext, conditions: Sequence[Condition]) -> Asked:
    """What these conditions read of members."""
    sources = {source_of(test) for condition in conditions for test in tests_of(condition)}
    found = [PROFILE, TIERS]
    found += [part for source, part in ((BALANCE, BALANCES), (TAG, WORN), (STORED, METRICS)) if source in sources]
    keys = frozenset[str]().union(*(keys_used(condition) for condition in conditions))
    totals = _totals(ctx, conditions, keys & ctx.program.tracked)
    return Asked(found if totals is None else [*found, totals], keys - ctx.program.tracked)


async def judged(ctx: ReadContext, ids: Collection[int], asked: Asked) -> dict[int, MemberState]:
    """The states of members that exist, as far as some conditions read them; ends that have come are over."""
    await ctx.parts.load(ids, asked.parts)
    states: dict[int, MemberState] = {}
    for id_, rows in (await ctx.parts.of(ids, PROFILE)).items():
        for joined_at, joined_on, birthday_on, attributes, status, clock_at, due_at in rows:
            kept = orjson.loads(attributes) if isinstance(attributes, str) else attributes
            states[id_] = MemberState(
                id_, ctx.program, joined_at, joined_on, birthday_on, kept, status, clock_at, due_at
            )
    for part in asked.parts:
        taking = _TAKING.get(part.name)
        if taking is not None:
            for id_, rows in (await ctx.parts.of(ids, part)).items():
                if id_ in states:
                    taking(ctx, states[id_], rows)
    if asked.untracked and states:
        async with ctx.read() as session:
            await load_untracked(session, ctx.program, states, asked.untracked)
    return states


def _totals(ctx: ReadContext, conditions: Sequence[Condition], keys: frozenset[str]) -> Part | None:
    """The days of the totals that are read: of each key its lifetime, and the days from the first that matters."""
    if not keys:
        return None
    first = days_needed(conditions, ctx.program.zone.day_of(ctx.now))
    values: list[Any] = []
    spans = []
    for key in sorted(keys):
        values += [key, first.get(key, MOST_DAYS)]
        spans.append(f"x.key = ${len(values) - 1} AND (x.day = 0 OR x.day >= ${len(values)})")
    where = f"AND ({' OR '.join(spans)})"
    return Part("totals", "x.key, x.day, x.count, x.amount, x.less", "daily_total x", where, tuple(values))


MOST_DAYS = 10_000_000
"""A day that never comes: nothing but the lifetime is read."""


def _take_tiers(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for track_id, tier_id, until_at, standing_id, seq, since_at, grace_at in rows:
        track = ctx.program.track_by_id.get(track_id)
        if track is not None and not over(track, until_at, ctx.now):
            state.standings[track_id] = Standing(
                standing_id, state.id, track_id, seq, tier_id, since_at, until_at, grace_at, "", {}, None, None, 0
            )


def _take_balances(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for kind_id, balance in rows:
        state.accounts[kind_id] = Account(kind_id, balance, lots=None, holds=None)


def _take_tags(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    state.tags.update((held.tag_id, held) for held in worn(ctx, rows))


def _take_totals(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for row in sorted(rows, key=itemgetter(1)):
        state.totals.load(*row)


def _take_metrics(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for name, number, scale, text in rows:
        state.stored[name] = stored_value(ctx.program, name, number, scale, text)


_TAKING = {"tiers": _take_tiers, "balances": _take_balances, "tags": _take_tags, "totals": _take_totals,
           "metrics": _take_metrics}  # fmt: skip
