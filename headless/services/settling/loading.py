"""Loading what the engine needs of members: a constant number of queries for any number of them."""

import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from headless.engine.conditions.conditions import Condition, days_needed
from headless.engine.evaluation.condition_sources import all_conditions
from headless.engine.member.accounts import Account
from headless.engine.member.records import HeldTag, Hold, Lot, Standing
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.limits.limits import UseKey
from headless.engine.program.partners import BudgetKey
from headless.engine.program.program import Program
from headless.engine.program.rankings.lists import PlaceKey
from headless.models.base.reads import Read, read_all
from headless.models.base.session import Session
from headless.models.tables.ledger.accounts import accounts_of
from headless.models.tables.ledger.holds import Reserved, lots_of_open_holds, open_holds
from headless.models.tables.ledger.lots import lots_left
from headless.models.tables.members.members import LoadedMember, load_members
from headless.models.tables.members.metrics import StoredValue, stored_values_of
from headless.models.tables.members.rule_memory import Memory, memory_of
from headless.models.tables.members.standings import current_standings
from headless.models.tables.members.tags import tags_of
from headless.models.tables.members.totals import TotalRow, totals_of
from headless.services.settling.metric_values import stored_value
from headless.services.settling.reward_facts import WantedRewards

States = Mapping[int, MemberState]
DAYS_BACK = 31


@dataclass(slots=True)
class Wanted:
    """What to load beyond the ordinary: members whose lots matter, and facts asked for by key (see FactsMissing).

    past: types of earlier events, own: plugins' loaders, both for all members of the batch. raters: members whose orders are
    decided again. budgets, shared: what is known to be left of partners' budgets, and of what rules share among all members.
    boards: what is asked of rankings.
    members: other members whom rules need.
    """

    lots: set[int] = field(default_factory=set)
    origins: set[tuple[int, str, str]] = field(default_factory=set)
    marks: set[tuple[int, int, str]] = field(default_factory=set)
    order_uses: set[tuple[int, str, int]] = field(default_factory=set)
    rewards: WantedRewards = field(default_factory=WantedRewards)
    past: set[str] = field(default_factory=set)
    own: set[Any] = field(default_factory=set)
    raters: set[int] = field(default_factory=set)
    budgets: dict[BudgetKey, int] = field(default_factory=dict)
    shared: dict[UseKey, int] = field(default_factory=dict)
    boards: set[PlaceKey] = field(default_factory=set)
    members: set[int] = field(default_factory=set)

    def narrow(self, members: Container[int]) -> None:
        """Leave out what is wanted of members who are not there, such as those who were merged meanwhile."""
        self.origins = {wanted for wanted in self.origins if wanted[0] in members}
        self.marks = {wanted for wanted in self.marks if wanted[0] in members}
        self.order_uses = {wanted for wanted in self.order_uses if wanted[0] in members}


async def load_states(
    session: Session,
    program: Program,
    member_ids: Collection[int],
    *,
    now: int,
    lock: bool = False,
    lots: Collection[int] | bool = False,
    conditions: Iterable[Condition] = (),
    further: Callable[[States], Iterable[Read]] | None = None,
) -> dict[int, MemberState]:
    """Return the states of members that exist and are not part of others.

    With `lock` their rows stay locked, in id order, until the transaction ends.

    lots: the members whose lots and holds to load (True: all); members whose clock work is due by `now` get theirs, too.
    conditions: trees to be evaluated beyond those of the program, whose days must be there. further: what else to read in the
    same trip.
    """
    loaded = await load_members(session, program.merchant_id, sorted(set(member_ids)), lock=lock)
    states = {member.id: _state(program, member) for member in loaded if member.merged_into is None}
    if not states:
        return states
    wanted = set(states) if lots is True else set(lots or ())
    wanted |= {state.id for state in states.values() if state.due_at is not None and state.due_at <= now}
    # Work that is overdue is judged as of its own time, and its windows reach back from there.
    first = min([now, *(state.due_at for state in states.values() if state.due_at is not None)])
    reads = [*_reads(session, program, states, first, conditions), *(further(states) if further else ())]
    if lots_of := wanted & set(states):
        reads += lot_reads(session, program.merchant_id, states, lots_of)
    await read_all(session, reads)
    return states


def _state(program: Program, member: LoadedMember) -> MemberState:
    return MemberState(
        member.id,
        program,
        member.joined_at,
        member.joined_on,
        member.birthday_on,
        json.loads(member.attributes),
        MemberStatus(member.status),
        member.clock_at,
        member.due_at,
    )


def _reads(
    session: Session, program: Program, states: States, first: int, conditions: Iterable[Condition]
) -> Iterator[Read]:
    merchant, ids = program.merchant_id, list(states)
    first_day = oldest_day(program, program.zone.day_of(first), conditions)
    yield accounts_of(session, merchant, ids).into(partial(_accounts, states))
    yield totals_of(session, merchant, ids, first_day).into(partial(_totals, states))
    if program.tracks:
        yield current_standings(session, merchant, ids).into(partial(_standings, states))
    if program.tags:
        yield tags_of(session, merchant, ids).into(partial(_tags, states))
    if program.rules:
        yield memory_of(session, merchant, ids).into(partial(_memory, states))
    if any(spec.stored for spec in program.metrics.values()):
        yield stored_values_of(session, merchant, ids).into(partial(_stored, program, states))


def _accounts(states: States, accounts: list[tuple[Account, int]]) -> None:
    for account, member_id in accounts:
        account.lots = account.holds = None
        if not account.version:
            account.lots, account.holds = {}, {}
        states[member_id].accounts[account.kind_id] = account


def _standings(states: States, standings: list[Standing]) -> None:
    for standing in standings:
        states[standing.member_id].standings[standing.track_id] = standing


def _tags(states: States, tags: list[HeldTag]) -> None:
    for held in tags:
        states[held.member_id].tags[held.tag_id] = held


def _totals(states: States, totals: Iterable[TotalRow]) -> None:
    for member_id, key, day, count, amount, less in totals:
        states[member_id].totals.load(key, day, count, amount, less)


def oldest_day(program: Program, today: int, more: Iterable[Condition] = ()) -> int:
    """Return the first day whose totals a condition or a rule may read."""
    conditions = [*all_conditions(program), *more]
    return min([*days_needed(conditions, today).values(), today - DAYS_BACK, _rule_day(program, today)])


def _rule_day(program: Program, today: int) -> int:
    needs = any(rule.needs for active in program.rules if (rule := active.latest.declared))
    return 1 if needs or program.after_each or program.has_limits or program.rankings else today


def _memory(states: States, memory: list[Memory]) -> None:
    for remembered in memory:
        states[remembered.member_id].memory[remembered.scope] = json.loads(remembered.document)


def _stored(program: Program, states: States, values: list[StoredValue]) -> None:
    """Take the values of plugins' metrics, and the days on which those that are computed here are due."""
    computed = {metric.name for metric in program.computed}
    for value in values:
        state, name = states[value.member_id], value.metric
        state.stored[name] = stored_value(program, name, value.number, value.scale, value.text)
        if name in computed:
            state.stored_due[name] = None if value.due_at is None else program.zone.day_of(value.due_at)


def lot_reads(session: Session, merchant_id: int, states: States, ids: Collection[int]) -> list[Read]:
    """Return the reads of lots that are not empty and of open holds of members, whose accounts are read before."""
    members, holds = sorted(ids), dict[int, Hold]()
    return [
        lots_left(session, merchant_id, members).into(partial(_lots, states, ids)),
        open_holds(session, merchant_id, members).into(partial(_holds, states, holds)),
        lots_of_open_holds(session, merchant_id, members).into(partial(_reserved, holds)),
    ]


def _lots(states: States, ids: Collection[int], lots: list[Lot]) -> None:
    for id_ in ids:
        for account in states[id_].accounts.values():
            account.lots, account.holds = {}, {}
    for lot in lots:
        states[lot.member_id].lots(lot.kind_id)[lot.id] = lot


def _holds(states: States, known: dict[int, Hold], holds: list[Hold]) -> None:
    for hold in holds:
        known[hold.id] = hold
        states[hold.member_id].holds(hold.kind_id)[hold.id] = hold


def _reserved(holds: dict[int, Hold], reserved: list[Reserved]) -> None:
    for lot in reserved:
        holds[lot.hold_id].reserved[lot.lot_id] = lot.amount
