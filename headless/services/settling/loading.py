"""Loading what the engine needs of members: a constant number of queries for any number of them."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from headless.engine.conditions.conditions import Condition, days_needed
from headless.engine.evaluation.condition_sources import all_conditions
from headless.engine.member.records import HeldTag, Hold, HoldStatus, Lot, Origin, Standing
from headless.engine.member.state import Account, MemberState
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.services.kernel.reads import Read, read_all
from headless.services.settling.metric_values import stored_value
from headless.services.settling.reward_facts import WantedRewards

States = Mapping[int, MemberState]
_MEMBERS = """SELECT id, joined_at, joined_on, birthday_on, attributes, status, clock_at, due_at
FROM member WHERE merchant_id = $1 AND {ids} ORDER BY id"""
_ACCOUNTS = """SELECT member_id, kind_id, balance, debt, held, pending, earned, spent, expired, version, due_at
FROM account WHERE merchant_id = $1 AND {ids}"""
_STANDINGS = """SELECT s.id, s.member_id, s.track_id, s.seq, s.tier_id, s.since_at, s.until_at, s.grace_until_at, s.code,
  s.event_id, s.recorded_at
FROM member_tier t JOIN standing s
  ON s.merchant_id = t.merchant_id AND s.member_id = t.member_id AND s.track_id = t.track_id AND s.seq = t.seq
WHERE t.merchant_id = $1 AND {ids}"""
_TAGS = """SELECT id, member_id, tag_id, author, reason, origin, since_at, expires_at, removed_at, removed_by_hand, event_id,
  keep FROM member_tag WHERE merchant_id = $1 AND {ids} ORDER BY id"""
_TOTALS = """SELECT member_id, key, day, count, amount, less FROM daily_total
WHERE merchant_id = $1 AND {ids} AND (day = 0 OR day >= $3)"""
_MEMORY = "SELECT member_id, scope, document FROM rule_state WHERE merchant_id = $1 AND {ids}"
_STORED = "SELECT member_id, metric, number, scale, text, due_at FROM stored_metric WHERE merchant_id = $1 AND {ids}"
LOT_COLUMNS = """id, member_id, kind_id, entry_id, event_id, funding, granted, remaining, held, starts_at, expires_at,
  earned_at"""
_LOTS = f"SELECT {LOT_COLUMNS} FROM lot WHERE merchant_id = $1 AND {{ids}} AND remaining > 0"
_HOLDS = """SELECT id, member_id, kind_id, amount, captured, released, status, order_ref, reason, event_id, created_at,
  expires_at FROM hold WHERE merchant_id = $1 AND {ids} AND status = 0"""
_HOLD_LOTS = """SELECT l.hold_id, l.lot_id, l.amount FROM hold_lot l
JOIN hold h ON h.merchant_id = l.merchant_id AND h.id = l.hold_id
WHERE h.merchant_id = $1 AND {ids} AND h.status = 0"""


@dataclass(slots=True)
class Wanted:
    """What to load beyond the ordinary: members whose lots matter, and facts asked for by key (see FactsMissing).

    past: types of earlier events, own: plugins' loaders, both for all members of the batch.
    """

    lots: set[int] = field(default_factory=set)
    origins: set[tuple[int, str, str]] = field(default_factory=set)
    marks: set[tuple[int, int, str]] = field(default_factory=set)
    order_uses: set[tuple[int, str, int]] = field(default_factory=set)
    rewards: WantedRewards = field(default_factory=WantedRewards)
    past: set[str] = field(default_factory=set)
    own: set[Any] = field(default_factory=set)


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
    """The states of members that exist. With `lock` their rows stay locked, in id order, until the transaction ends.

    lots: the members whose lots and holds to load (True: all); further members whose clock work is due by `now` get theirs,
    too. conditions: trees to be evaluated beyond those of the program, whose days must be there. further: what else to read with
    them.
    """
    ids = sorted(set(member_ids))
    states = await _members(session, program, ids, lock)
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


def _reads(
    session: Session, program: Program, states: States, first: int, conditions: Iterable[Condition]
) -> Iterator[Read]:
    ids = (program.merchant_id, list(states))
    first_day = oldest_day(program, program.zone.day_of(first), conditions)
    yield Read(_ids(session, _ACCOUNTS), ids, partial(_accounts, states))
    yield Read(_ids(session, _TOTALS), (*ids, first_day), partial(_totals, states))
    if program.tracks:
        yield Read(_ids(session, _STANDINGS, "t.member_id"), ids, partial(_standings, states))
    if program.tags:
        yield Read(_ids(session, _TAGS), ids, partial(_tags, states))
    if program.rules:
        yield Read(_ids(session, _MEMORY), ids, partial(_memory, states))
    if any(spec.stored for spec in program.metrics.values()):
        yield Read(_ids(session, _STORED), ids, partial(_stored, program, states))


def _ids(session: Session, sql: str, column: str = "member_id") -> str:
    return sql.format(ids=session.any_of(column, 2))


async def _members(session: Session, program: Program, ids: list[int], lock: bool) -> dict[int, MemberState]:
    sql = _ids(session, _MEMBERS, "id") + (" FOR UPDATE" if lock else "")
    states = {}
    for row in await session.fetch(sql, program.merchant_id, ids):
        states[row[0]] = MemberState(
            row[0],
            program,
            row[1],
            row[2],
            row[3],
            json.loads(row[4]),
            row[5],
            row[6],
            row[7],
        )
    return states


def _accounts(states: States, rows: list[Any]) -> None:
    for row in rows:
        account = Account(*row[1:])
        account.lots = account.holds = None
        if not account.version:
            account.lots, account.holds = {}, {}
        states[row[0]].accounts[account.kind_id] = account


def _standings(states: States, rows: list[Any]) -> None:
    for row in rows:
        standing = Standing(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], {}, None, row[9], row[10]
        )
        states[row[1]].standings[row[2]] = standing


def _tags(states: States, rows: list[Any]) -> None:
    for row in rows:
        held = HeldTag(
            row[0], row[1], row[2], row[3], row[4], Origin(row[5]), row[6], row[7], row[8], bool(row[9]), row[10],
            bool(row[11]),
        )  # fmt: skip
        states[row[1]].tags[row[2]] = held


def _totals(states: States, rows: list[Any]) -> None:
    for member_id, key, day, count, amount, less in rows:
        states[member_id].totals.load(key, day, count, amount, less)


def oldest_day(program: Program, today: int, more: Iterable[Condition] = ()) -> int:
    """The first day whose totals any condition or rule may read."""
    conditions = [*all_conditions(program), *more]
    return min([*days_needed(conditions, today).values(), today - 31, *_rule_days(program, today)])


def _rule_days(program: Program, today: int) -> list[int]:
    needs = [need for each in program.rules if (rule := each.latest.declared) for need in rule.needs.values()]
    return [1] if needs or program.after_each else [today]


def _memory(states: States, rows: list[Any]) -> None:
    for member_id, scope, document in rows:
        states[member_id].memory[scope] = json.loads(document)


def _stored(program: Program, states: States, rows: list[Any]) -> None:
    """The values of plugins' metrics; of those that are computed here also the day on which they are due."""
    computed = {each.name for each in program.computed}
    for row in rows:
        state, name = states[row[0]], row[1]
        state.stored[name] = stored_value(program, name, row[2], row[3], row[4])
        if name in computed:
            state.stored_due[name] = None if row[5] is None else program.zone.day_of(row[5])


def lot_of(row: Any) -> Lot:
    """A lot from the columns of LOT_COLUMNS."""
    return Lot(*row[:12])


def lot_reads(session: Session, merchant_id: int, states: States, ids: Collection[int]) -> list[Read]:
    """The lots with something left and the open holds of members, whose accounts are read before."""
    args, holds = (merchant_id, sorted(ids)), dict[int, Hold]()
    return [
        Read(_ids(session, _LOTS), args, partial(_lots, states, ids)),
        Read(_ids(session, _HOLDS), args, partial(_holds, states, holds)),
        Read(_ids(session, _HOLD_LOTS, "h.member_id"), args, partial(_reserved, holds)),
    ]


def _lots(states: States, ids: Collection[int], rows: list[Any]) -> None:
    for id_ in ids:
        for account in states[id_].accounts.values():
            account.lots, account.holds = {}, {}
    for row in rows:
        lot = lot_of(row)
        states[lot.member_id].lots(lot.kind_id)[lot.id] = lot


def _holds(states: States, holds: dict[int, Hold], rows: list[Any]) -> None:
    for row in rows:
        hold = Hold(
            row[0], row[1], row[2], row[3], row[4], row[5], HoldStatus(row[6]), row[7], row[8], row[9], row[10], row[11]
        )
        holds[hold.id] = hold
        states[hold.member_id].holds(hold.kind_id)[hold.id] = hold


def _reserved(holds: dict[int, Hold], rows: list[Any]) -> None:
    for hold_id, lot_id, amount in rows:
        holds[hold_id].reserved[lot_id] = amount
