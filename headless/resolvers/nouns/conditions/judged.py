"""Members as far as conditions read them: what a condition tests is read beside the members, and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from headless.engine.conditions.conditions import Condition, days_needed, keys_used, tests_of
from headless.engine.member.accounts import Account
from headless.engine.member.records import Standing
from headless.engine.member.state import BALANCE, PROFILE, STORED, TAG, TIER, MemberState
from headless.resolvers.nouns.standings.drawn_tags import WORN, worn
from headless.resolvers.nouns.standings.drawn_tiers import TIERS, over
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part
from headless.services.rejudging.untracked_totals import load_untracked
from headless.services.settling.metric_values import stored_value

JOINED = Part(
    "profile", "m.joined_at, m.joined_on, m.birthday_on, m.attributes, m.status, m.clock_at, m.due_at", source=""
)
BALANCES = Part("balances", "x.kind_id, x.balance", "account x")
METRICS = Part("metrics", "x.metric, x.number, x.scale, x.text", "stored_metric x")
_PARTS = ((PROFILE, JOINED), (TIER, TIERS), (BALANCE, BALANCES), (TAG, WORN), (STORED, METRICS))


class Asked(NamedTuple):
    """What conditions read of members: parts beside them, and totals for which no counters are kept."""

    parts: Sequence[Part]
    untracked: frozenset[str]


def asked_of(ctx: ReadContext, conditions: Sequence[Condition], *sources: str) -> Asked:
    """What these conditions read of members, and some sources that are read anyway."""
    read = {test.query.source for condition in conditions for test in tests_of(condition)}.union(sources)
    found = [part for source, part in _PARTS if source in read]
    keys = frozenset[str]().union(*(keys_used(condition) for condition in conditions))
    found += _totals(conditions, keys & ctx.program.tracked, ctx.today)
    return Asked(found, keys - ctx.program.tracked)


async def judged(ctx: ReadContext, ids: Collection[int], asked: Asked) -> dict[int, MemberState]:
    """The states of members that exist, as far as some conditions read them; ends that have come are over."""
    await ctx.parts.load(ids, asked.parts)
    states = {id_: of_parts(ctx, id_, asked.parts, [ctx.parts.known(part)[id_] for part in asked.parts]) for id_ in ids}
    if asked.untracked and states:
        async with ctx.read() as session:
            await load_untracked(session, ctx.program, states, asked.untracked)
    return states


def of_parts(ctx: ReadContext, id_: int, parts: Sequence[Part], read: Sequence[Sequence[Any]]) -> MemberState:
    """A member's state from its rows of some parts."""
    state = MemberState(id_, ctx.program, 0, 0)
    for part, rows in zip(parts, read, strict=True):
        if rows:
            _TAKING[part.name](ctx, state, rows)
    return state


def _totals(conditions: Sequence[Condition], keys: frozenset[str], today: int) -> list[Part]:
    """The days of the totals that are read: of each key its lifetime, and the days from the first that matters.

    Where a key is read over one span alone, its days are summed up where they lie.
    """
    spans: dict[str, set[int]] = {key: set() for key in keys}
    for test in (test for condition in conditions for test in tests_of(condition)):
        for key, first in days_needed([test], today).items():
            if key in spans:
                spans[key].add(first)
    alone = {key: min(days, default=MOST_DAYS) for key, days in spans.items() if len(days) < 2}
    summed = {key: first for key, first in alone.items() if first > EVERY_DAY}
    apart = {key: min(days) for key, days in spans.items() if key not in summed}
    found = []
    if summed:
        where, values = _spans(summed)
        where += f" AND x.day <= ${len(values) + 1} GROUP BY x.key, x.day = 0"
        grouped = """x.key, min(x.day) AS day, sum(x.count)::bigint AS count, sum(x.amount)::bigint AS amount,
  sum(x.less)::bigint AS less"""
        found.append(Part(SUMMED, _TOTALS, "daily_total x", where, (*values, today), grouped))
    if apart:
        where, values = _spans(apart)
        found.append(Part("totals", _TOTALS, "daily_total x", where, values))
    return found


_TOTALS, SUMMED = "x.key, x.day, x.count, x.amount, x.less", "totals summed up"
EVERY_DAY = 1
MOST_DAYS = 10_000_000
"""A day that never comes: nothing but the lifetime is read."""


def _spans(first: Mapping[str, int]) -> tuple[str, tuple[Any, ...]]:
    """The days of each key from its first one, and the lifetime: a condition and its parameters."""
    values: list[Any] = []
    spans = []
    for key in sorted(first):
        values += [key, first[key]]
        spans.append(f"x.key = ${len(values) - 1} AND (x.day = 0 OR x.day >= ${len(values)})")
    return f"AND ({' OR '.join(spans)})", tuple(values)


def _take_profile(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for joined_at, joined_on, birthday_on, attributes, status, clock_at, due_at in rows:
        state.joined_at, state.joined_on, state.birthday_on = joined_at, joined_on, birthday_on
        state.attributes = orjson.loads(attributes) if isinstance(attributes, str) else attributes
        state.status, state.clock_at, state.due_at = status, clock_at, due_at


def _take_tiers(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for track_id, tier_id, until_at in rows:
        track = ctx.program.track_by_id.get(track_id)
        if track is not None and not over(track, until_at, ctx.now):
            # where it stands and until when is all that conditions read
            held = Standing(0, state.id, track_id, 0, tier_id, 0, until_at, None, "", {}, None, None, 0)
            state.standings[track_id] = held


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


_TAKING = {
    "profile": _take_profile, "tiers": _take_tiers, "balances": _take_balances, "tags": _take_tags,
    "totals": _take_totals, SUMMED: _take_totals, "metrics": _take_metrics,
}  # fmt: skip
