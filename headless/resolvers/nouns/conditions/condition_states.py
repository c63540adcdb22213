"""Members' states as far as conditions read them: what a condition tests is read with the members, and nothing else."""

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from headless.engine.conditions.conditions import Condition, days_needed, keys_used, tests_of
from headless.engine.member.accounts import Account
from headless.engine.member.records import Standing
from headless.engine.member.state import BALANCE, PROFILE, STORED, TAG, TIER, MemberState
from headless.engine.member.status import MemberStatus
from headless.models.base.exact_json import exact_json
from headless.models.base.relations import Relation
from headless.models.tables.ledger.account_relations import BALANCES
from headless.models.tables.members import fact_relations
from headless.models.tables.members.fact_relations import METRICS, TotalOfDay
from headless.models.tables.members.standing_reads import HELD_TIERS
from headless.models.tables.members.tag_reads import WORN_TAGS
from headless.resolvers.nouns.standings.member_tags import worn
from headless.resolvers.nouns.standings.tiers import over
from headless.resolvers.reading.context import ReadContext
from headless.services.rejudging.untracked_totals import load_untracked
from headless.services.settling.metric_values import stored_value

_BY_SOURCE = (
    (PROFILE, fact_relations.PROFILE),
    (TIER, HELD_TIERS),
    (BALANCE, BALANCES),
    (TAG, WORN_TAGS),
    (STORED, METRICS),
)
_STATUSES = tuple(MemberStatus)
EVERY_DAY = 1
MOST_DAYS = 10_000_000
"""A day that never comes: only the lifetime is read."""


class Facts(NamedTuple):
    """What conditions read of members: relations, and totals for which no counters are kept."""

    relations: Sequence[Relation]
    untracked: frozenset[str]


def facts_of(ctx: ReadContext, conditions: Sequence[Condition], *sources: str) -> Facts:
    """Return what these conditions read of members, and some sources that are read in any case."""
    read = {test.query.source for condition in conditions for test in tests_of(condition)}.union(sources)
    relations = [relation for source, relation in _BY_SOURCE if source in read]
    keys = frozenset[str]().union(*(keys_used(condition) for condition in conditions))
    relations += _totals(conditions, keys & ctx.program.tracked, ctx.today)
    return Facts(relations, keys - ctx.program.tracked)


async def states_of(ctx: ReadContext, ids: Collection[int], facts: Facts) -> dict[int, MemberState]:
    """Return the states of members that exist, as far as these facts go. Standings and tags that have ended are left out."""
    await ctx.related.load(ids, facts.relations)
    known = [ctx.related.known(relation) for relation in facts.relations]
    states = {id_: state_of(ctx, id_, facts.relations, [rows[id_] for rows in known]) for id_ in ids}
    if facts.untracked and states:
        async with ctx.read() as session:
            await load_untracked(session, ctx.program, states, facts.untracked)
    return states


def state_of(ctx: ReadContext, id_: int, relations: Sequence[Relation], rows: Sequence[Sequence[Any]]) -> MemberState:
    """Return a member's state from its rows of some relations."""
    state = MemberState(id_, ctx.program, 0, 0)
    for relation, own in zip(relations, rows, strict=True):
        if own:
            _TAKE[relation.name](ctx, state, own)
    return state


def _totals(conditions: Sequence[Condition], keys: frozenset[str], today: int) -> list[Relation]:
    """Return the totals that are read: of each key its lifetime, and the days from the first that matters.

    If a key is read over a single span, the database sums up those of its days that stay in the window.
    """
    spans: dict[str, set[int]] = {key: set() for key in keys}
    for test in (test for condition in conditions for test in tests_of(condition)):
        for key, first in days_needed([test], today).items():
            if key in spans:
                spans[key].add(first)
    single = {key: min(days, default=MOST_DAYS) for key, days in spans.items() if len(days) < 2}
    summed = {key: first for key, first in single.items() if first > EVERY_DAY}
    by_day = {key: min(days) for key, days in spans.items() if key not in summed}
    relations = []
    if summed:
        relations.append(fact_relations.summed_totals(summed, today))
    if by_day:
        relations.append(fact_relations.totals(by_day))
    return relations


# The functions below run for each member of a list. They unpack rows in the order of their record's fields, without making
# the record, which would cost more than the rest.


def _take_profile(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for joined_at, joined_on, birthday_on, attributes, status, clock_at, due_at in rows:
        state.joined_at, state.joined_on, state.birthday_on = joined_at, joined_on, birthday_on
        state.attributes = exact_json(attributes.encode()) if isinstance(attributes, str) else attributes
        state.status, state.clock_at, state.due_at = _STATUSES[status], clock_at, due_at


def _take_tiers(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for track_id, tier_id, ends_at in rows:
        track = ctx.program.track_by_id.get(track_id)
        if track is not None and not over(track, ends_at, ctx.now):
            # conditions read nothing of a standing but its tier and its end
            held = Standing(0, state.id, track_id, 0, tier_id, 0, ends_at, None, "", {}, None, None, 0)
            state.standings[track_id] = held


def _take_balances(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for kind_id, balance in rows:
        state.accounts[kind_id] = Account(kind_id, balance, lots=None, holds=None)


def _take_tags(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    state.tags.update((held.tag_id, held) for held in worn(ctx, rows))


_BY_DAY = itemgetter(TotalOfDay._fields.index("day"))


def _take_totals(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for row in sorted(rows, key=_BY_DAY):
        state.totals.load(*row)


def _take_metrics(ctx: ReadContext, state: MemberState, rows: Sequence[Any]) -> None:
    for name, number, scale, text in rows:
        state.stored[name] = stored_value(ctx.program, name, number, scale, text)


_TAKE: Mapping[str, Callable[[ReadContext, MemberState, Sequence[Any]], None]] = {
    fact_relations.PROFILE.name: _take_profile,
    HELD_TIERS.name: _take_tiers,
    BALANCES.name: _take_balances,
    WORN_TAGS.name: _take_tags,
    fact_relations.TOTALS: _take_totals,
    fact_relations.SUMMED_TOTALS: _take_totals,
    METRICS.name: _take_metrics,
}
