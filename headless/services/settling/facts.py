"""Loading the facts that a decision asks for by key: origins, once-keys, what an order has used, earlier events."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from headless.engine.member.records import Entry, EntryType, EventRecord, EventStatus, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.models.base.session import Session
from headless.services.kernel.reads import Read
from headless.services.settling.loading import LOT_COLUMNS, Wanted, lot_of
from headless.services.settling.own_facts import load_own, loaders_of
from headless.services.settling.reward_facts import load_rewards

EVENT_COLUMNS = """id, type, source, external_id, member_id, occurred_at, recorded_at, occurred_on, data, subject, refers,
  root_id, depth, actor, content_hash, status, type_version"""
ENTRY_COLUMNS = """id, member_id, kind_id, version, type, amount, balance_after, contra, funding, event_id, rule_id,
  rule_version, reason, occurred_at, recorded_at, expires_at, reverses, terms"""
PAST_EVENTS = 200
log = logging.getLogger(__name__)
Payload = Callable[..., Any]


def event_of(row: Any, payload: Payload) -> EventRecord:
    """An event from the columns of EVENT_COLUMNS."""
    stored = json.loads(row[8])
    return EventRecord(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], payload(row[1], stored, row[16]), stored, row[9], row[10],
        row[11], row[12], row[13], row[14], EventStatus(row[15]), new=False,
    )  # fmt: skip


def entry_of(row: Any) -> Entry:
    """An entry from the columns of ENTRY_COLUMNS."""
    terms = None if row[17] is None else json.loads(row[17])
    return Entry(
        row[0], row[1], row[2], row[3], EntryType(row[4]), row[5], row[6], row[7], row[8], row[9], row[10], row[11], row[12],
        row[13], row[14], row[15], row[16], terms,
    )  # fmt: skip


async def load_facts(session: Session, program: Program, states: Mapping[int, MemberState], wanted: Wanted) -> None:
    """Fill in what is wanted, a constant number of queries for each kind of fact."""
    await _origins(session, program, states, wanted.origins)
    await _marks(session, program, states, wanted.marks)
    await _order_uses(session, program, states, wanted.order_uses)
    await load_rewards(session, program, states, wanted.rewards)
    await load_past(session, program, states, wanted.past | program.always_past)
    await load_own(session, program, states, wanted.own | loaders_of(program.after_each))


def deferred_reads(
    session: Session, program: Program, states: Mapping[int, MemberState], records: Iterable[EventRecord]
) -> list[Read]:
    """Refunds that wait for the orders among these records."""
    orders = [record.subject for record in records if record.type == "order.paid" and record.subject]
    if not orders:
        return []

    def take(rows: list[Any]) -> None:
        for row in rows:
            record = event_of(row, program.payload)
            state = states.get(record.member_id)
            if state is not None:
                state.deferred.setdefault(("order.paid", record.refers or ""), []).append(record)

    sql = f"""SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND type = 'order.refunded'
AND {session.any_of("refers", 2)} AND status = 1 ORDER BY occurred_at, id"""
    return [Read(sql, (program.merchant_id, orders), take)]


async def _origins(
    session: Session, program: Program, states: Mapping[int, MemberState], wanted: Collection[tuple[int, str, str]]
) -> None:
    if not wanted:
        return
    found: dict[int, OriginFacts] = {}
    for type_ in sorted({type_ for _, type_, _ in wanted}):
        keys = sorted({key for _, each, key in wanted if each == type_})
        rows = await _origin_events(session, program, type_, keys)
        for key, record in rows:
            if record.member_id in states:
                origin = found.setdefault(record.id, OriginFacts(record))
                states[record.member_id].origins[type_, key] = origin
            for member_id, each, wanted_key in wanted:
                if (each, wanted_key) == (type_, key) and member_id != record.member_id:
                    states[member_id].foreign.add((type_, key))
    for member_id, type_, key in wanted:
        states[member_id].origins.setdefault((type_, key), None)
    if found:
        await _origin_parts(session, program, states, found)


async def _origin_events(
    session: Session, program: Program, type_: str, keys: list[str]
) -> list[tuple[str, EventRecord]]:
    if type_ == "entry":
        by_id = {number: key for key in keys if (number := _entry_number(key)) is not None}
        columns = ", ".join(f"e.{name.strip()}" for name in EVENT_COLUMNS.replace("\n", " ").split(","))
        sql = f"""SELECT {columns}, n.id FROM entry n JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND {session.any_of("n.id", 2)}"""
        rows = await session.fetch(sql, program.merchant_id, list(by_id))
        return [(by_id[row[17]], event_of(row, program.payload)) for row in rows]
    if type_ == "event":
        sql = f"SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND {session.any_of('id', 2)} AND status = 0"
        found = await session.fetch(sql, program.merchant_id, [int(key) for key in keys])
        return [(str(row[0]), event_of(row, program.payload)) for row in found]
    sql = f"""SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND type = $3 AND {session.any_of("subject", 2)}
AND status = 0 ORDER BY id DESC"""
    records = [event_of(row, program.payload) for row in await session.fetch(sql, program.merchant_id, keys, type_)]
    return [(record.subject or "", record) for record in records]


def _entry_number(text: str) -> int | None:
    try:
        return decode(Prefix.ENTRY, text)
    except Invalid:
        return None


async def _origin_parts(
    session: Session, program: Program, states: Mapping[int, MemberState], found: Mapping[int, OriginFacts]
) -> None:
    merchant_id = program.merchant_id
    sql = (
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE merchant_id = $1 AND {session.any_of('event_id', 2)} ORDER BY version"
    )
    entries: dict[int, OriginFacts] = {}
    for row in await session.fetch(sql, merchant_id, list(found)):
        entry = entry_of(row)
        found[entry.event_id].entries.append(entry)
        entries[entry.id] = found[entry.event_id]
    sql = f"SELECT reverses, amount, terms FROM entry WHERE merchant_id = $1 AND {session.any_of('reverses', 2)}"
    for row in await session.fetch(sql, merchant_id, list(entries)):
        forgiven = json.loads(row[2]).get("forgiven", 0) if row[2] else 0
        taken = entries[row[0]].taken
        taken[row[0]] = taken.get(row[0], 0) + abs(row[1]) + forgiven
    await _moves(session, merchant_id, states, entries)
    orders = {origin.event.subject: origin for origin in found.values() if origin.event.type == "order.paid"}
    sql = f"""SELECT refers, data FROM event WHERE merchant_id = $1 AND type = 'order.refunded'
AND {session.any_of("refers", 2)} AND status = 0 ORDER BY id"""
    for row in await session.fetch(sql, merchant_id, list(orders)):
        orders[row[0]].refunds.append(program.payload("order.refunded", json.loads(row[1])))


async def _moves(
    session: Session, merchant_id: int, states: Mapping[int, MemberState], entries: Mapping[int, OriginFacts]
) -> None:
    sql = f"SELECT entry_id, lot_id, amount FROM lot_move WHERE merchant_id = $1 AND {session.any_of('entry_id', 2)}"
    touched: set[int] = set()
    for row in await session.fetch(sql, merchant_id, list(entries)):
        entries[row[0]].moves.setdefault(row[0], []).append((row[1], row[2]))
        touched.add(row[1])
    sql = f"SELECT {LOT_COLUMNS} FROM lot WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    for row in await session.fetch(sql, merchant_id, sorted(touched)):
        lot = lot_of(row)
        account = states[lot.member_id].account(lot.kind_id)
        if account.lots is not None:
            account.lots.setdefault(lot.id, lot)


async def _marks(
    session: Session, program: Program, states: Mapping[int, MemberState], wanted: Collection[tuple[int, int, str]]
) -> None:
    if not wanted:
        return
    members, keys = sorted({each[0] for each in wanted}), sorted({each[2] for each in wanted})
    sql = f"""SELECT member_id, rule_id, key FROM mark WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {session.any_of("key", 3)}"""
    for member_id, rule_id, key in wanted:
        states[member_id].marks.setdefault((rule_id, key), False)
    for row in await session.fetch(sql, program.merchant_id, members, keys):
        states[row[0]].marks[row[1], row[2]] = True


async def _order_uses(
    session: Session, program: Program, states: Mapping[int, MemberState], wanted: Collection[tuple[int, str, int]]
) -> None:
    if not wanted:
        return
    members, orders = sorted({each[0] for each in wanted}), sorted({each[1] for each in wanted})
    for member_id, order, kind_id in wanted:
        states[member_id].order_uses.setdefault((order, kind_id), 0)
    spent = f"""SELECT n.member_id, coalesce(e.subject, e.refers), n.kind_id, n.amount, n.terms FROM event e
JOIN entry n ON n.merchant_id = e.merchant_id AND n.event_id = e.id AND n.type = 1
WHERE e.merchant_id = $1 AND {session.any_of("e.member_id", 2)} AND e.status = 0 AND (
  (e.type = 'asset.spent' AND {session.any_of("e.refers", 3)})
  OR (e.type = 'order.paid' AND {session.any_of("e.subject", 3)}))"""
    held = f"""SELECT member_id, order_ref, kind_id, amount - released FROM hold
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND {session.any_of("order_ref", 3)}"""
    for row in await session.fetch(spent, program.merchant_id, members, orders):
        if not (row[4] and json.loads(row[4]).get("hold")):
            _add_use(states[row[0]], row[1], row[2], -row[3])
    for row in await session.fetch(held, program.merchant_id, members, orders):
        _add_use(states[row[0]], row[1], row[2], row[3])


def _add_use(state: MemberState, order: str, kind_id: int, units: int) -> None:
    state.order_uses[order, kind_id] = state.order_uses.get((order, kind_id), 0) + units


async def load_past(
    session: Session, program: Program, states: Mapping[int, MemberState], types: Collection[str]
) -> None:
    """Earlier events of some types, newest first; wholly refunded orders are left out."""
    members = sorted(states)
    for type_ in sorted(types):
        for state in states.values():
            state.past.setdefault(type_, [])
        columns = ", ".join(f"x.{name.strip()}" for name in EVENT_COLUMNS.replace("\n", " ").split(","))
        sql = f"""SELECT {columns} FROM (SELECT e.*, row_number() OVER (
  PARTITION BY e.member_id ORDER BY e.occurred_at DESC, e.id DESC) AS place FROM event e
  WHERE e.merchant_id = $1 AND {session.any_of("e.member_id", 2)} AND e.type = $3 AND e.status = 0) x
WHERE x.place <= {PAST_EVENTS} ORDER BY x.place"""
        refunded = await _wholly_refunded(session, program, members) if type_ == "order.paid" else set()
        for row in await session.fetch(sql, program.merchant_id, members, type_):
            if row[0] not in refunded and (record := _readable(row, program.payload)) is not None:
                states[row[4]].past[type_].append(record)


def _readable(row: Any, payload: Payload) -> EventRecord | None:
    """An earlier event; None where its plugin no longer reads what it once took."""
    try:
        return event_of(row, payload)
    except Invalid as fault:
        log.warning("event %s is left out of the facts: %s", row[0], fault.message)
        return None


async def _wholly_refunded(session: Session, program: Program, members: list[int]) -> set[int]:
    """The orders of members that were given back altogether."""
    sql = f"""SELECT o.id, o.data, r.data FROM event r
JOIN event o ON o.merchant_id = r.merchant_id AND o.type = 'order.paid' AND o.subject = r.refers AND o.status = 0
WHERE r.merchant_id = $1 AND {session.any_of("r.member_id", 2)} AND r.type = 'order.refunded' AND r.status = 0
  AND r.refers IS NOT NULL"""
    left: dict[int, Decimal] = {}
    for row in await session.fetch(sql, program.merchant_id, members):
        total = left.get(row[0], Decimal(program.payload("order.paid", json.loads(row[1])).total))
        left[row[0]] = total - program.payload("order.refunded", json.loads(row[2])).amount
    return {id_ for id_, amount in left.items() if amount <= 0}
