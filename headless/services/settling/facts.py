"""Loading the facts that a decision asks for by key: origins, once-keys, what an order has used, earlier events."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from headless.engine.handlers.changed_orders.amounts import AMENDED as AMENDED_TERM
from headless.engine.handlers.changed_orders.amounts import due_of
from headless.engine.handlers.changed_orders.moves import received_order
from headless.engine.member.orders.order_changes import (
    AMENDED,
    ORDER_CHANGES,
    PAID,
    RECEIVED,
    changers,
    in_order,
    note_change,
    orders_now,
)
from headless.engine.member.provenance import cause_of
from headless.engine.member.records import EventRecord, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.rewards.undoing import UNDONE
from headless.engine.values.limits import PAST_EVENTS
from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.logs import get_logger
from headless.models.base.reads import Read
from headless.models.base.session import Session
from headless.models.tables.events.decisions import decision_documents
from headless.models.tables.events.event_queries import (
    Change,
    changes_of,
    deferred_changes,
    events_by_subject,
    events_of_entries,
    order_changes_of,
    past_events,
    receipts_of,
    recorded_events,
)
from headless.models.tables.events.events import VersionedEvent, one_with_data, with_data
from headless.models.tables.ledger.entries import Reversal, entries_of_events, reversals_of, spent_under_orders
from headless.models.tables.ledger.holds import held_for_orders
from headless.models.tables.ledger.lots import lots_of_entries, moves_of_entries
from headless.models.tables.members.rule_memory import marks_of
from headless.services.settling.loading import States, Wanted
from headless.services.settling.own_facts import load_own, loaders_of
from headless.services.settling.rankings.boards import load_boards
from headless.services.settling.reward_facts import load_rewards

log = get_logger(__name__)
Key = tuple[str, str]
"""The type and the business key of an origin."""


async def load_facts(session: Session, program: Program, states: States, wanted: Wanted) -> None:
    """Fill in what is wanted, a constant number of queries for each kind of fact."""
    await _origins(session, program, states, wanted.origins)
    await _marks(session, program, states, wanted.marks)
    await _order_uses(session, program, states, wanted.order_uses)
    await load_rewards(session, program, states, wanted.rewards)
    await load_past(session, program, states, wanted.past | program.always_past)
    await load_own(session, program, states, wanted.own | loaders_of(program.after_each))
    await load_boards(session, program, states, wanted.boards)


def deferred_reads(session: Session, program: Program, states: States, records: Iterable[EventRecord]) -> list[Read]:
    """Return the reads of the refunds and amendments of any member that wait for the orders and payments among these records."""
    owners: dict[str, dict[str, set[int]]] = {}
    for record in records:
        if record.subject and record.type in program.refunded_by:
            owners.setdefault(record.type, {}).setdefault(record.subject, set()).add(record.member_id)

    def take(type_: str, refunds: list[VersionedEvent]) -> None:
        for refund in with_data(refunds, program.payload):
            key = type_, refund.refers or ""
            for member_id in owners[type_].get(key[1], ()):
                if member_id in states:
                    states[member_id].facts.deferred.setdefault(key, []).append(refund)

    return [
        deferred_changes(session, program.merchant_id, changers(program, type_), list(subjects)).into(
            partial(take, type_)
        )
        for type_, subjects in owners.items()
    ]


async def _origins(
    session: Session, program: Program, states: States, wanted: Collection[tuple[int, str, str]]
) -> None:
    if not wanted:
        return
    members: dict[Key, list[int]] = {}
    for member_id, type_, key in wanted:
        members.setdefault((type_, key), []).append(member_id)
    origins: dict[int, OriginFacts] = {}
    for type_ in sorted({type_ for _, type_, _ in wanted}):
        keys = sorted({key for _, known, key in wanted if known == type_})
        for key, facts in await _origin_events(session, program, type_, keys):
            record = facts.event
            if record.member_id in states:
                origin = origins.setdefault(record.id, facts)
                states[record.member_id].facts.origins[type_, key] = origin
            for member_id in members.get((type_, key), ()):
                if member_id != record.member_id:
                    states[member_id].facts.foreign.add((type_, key))
    for member_id, type_, key in wanted:
        states[member_id].facts.origins.setdefault((type_, key), None)
    if origins:
        await _origin_parts(session, program, states, origins)


async def _origin_events(
    session: Session, program: Program, type_: str, keys: list[str]
) -> list[tuple[str, OriginFacts]]:
    """Return the events that are wanted, by key. An order that was moved is that of its last receipt."""
    known_events = {key: OriginFacts(event) for key, event in await _stored_events(session, program, type_, keys)}
    if type_ == PAID:
        receipts = with_data(await receipts_of(session, program.merchant_id, keys), program.payload)
        known_events |= {receipt.refers or "": received_order(program.payload, receipt) for receipt in receipts}
    return list(known_events.items())


async def _stored_events(
    session: Session, program: Program, type_: str, keys: list[str]
) -> list[tuple[str, EventRecord]]:
    merchant, payload = program.merchant_id, program.payload
    if type_ == "entry":
        by_id = {number: key for key in keys if (number := _entry_number(key)) is not None}
        of_entries = await events_of_entries(session, merchant, list(by_id))
        return [(by_id[entry_id], one_with_data((event, of), payload)) for event, of, entry_id in of_entries]
    if type_ == "event":
        recorded = await recorded_events(session, merchant, [int(key) for key in keys])
        return [(str(event.id), event) for event in with_data(recorded, payload)]
    by_subject = await events_by_subject(session, merchant, type_, keys)
    return [(event.subject or "", event) for event in with_data(by_subject, payload)]


def _entry_number(text: str) -> int | None:
    try:
        return decode(Prefix.ENTRY, text)
    except Invalid:
        return None


async def _origin_parts(session: Session, program: Program, states: States, origins: Mapping[int, OriginFacts]) -> None:
    merchant = program.merchant_id
    amendments = await _changes(session, program, origins)
    of_event = {**origins, **amendments}
    of_entry: dict[int, OriginFacts] = {}
    for entry in await entries_of_events(session, merchant, list(of_event)):
        if entry.event_id not in amendments or (entry.terms or {}).get(AMENDED_TERM):
            of_event[entry.event_id].entries.append(entry)
            of_entry[entry.id] = of_event[entry.event_id]
    for reversal in await reversals_of(session, merchant, list(of_entry)):
        _take(of_entry[reversal.reverses], reversal)
    await _moves(session, merchant, states, of_entry)


async def _changes(session: Session, program: Program, origins: Mapping[int, OriginFacts]) -> dict[int, OriginFacts]:
    """Fill in what refunds and amendments made of orders and payments, and return the orders by amendment."""
    by_type: dict[str, dict[str | None, OriginFacts]] = {}
    for origin in origins.values():
        by_type.setdefault(origin.event.type, {})[origin.event.subject] = origin
    amendments: dict[int, OriginFacts] = {}
    for type_, changed in by_type.items():
        types = changers(program, type_)
        stored = await changes_of(session, program.merchant_id, types, list(changed)) if types else []
        for key, origin in changed.items():
            ours = (change for change in stored if change.refers == key and _counts_for(origin, change))
            for change in in_order(origin.event.id, ours):
                note_change(origin, change.type, program.payload(change.type, json.loads(change.data)))
                if change.type == AMENDED:
                    amendments[change.id] = origin
    documents = await decision_documents(session, program.merchant_id, list(amendments)) if amendments else {}
    for amendment_id, origin in amendments.items():
        due = due_of(documents.get(amendment_id, ()))
        if due is not None:
            origin.due = due
    return amendments


def _counts_for(origin: OriginFacts, change: Change) -> bool:
    """Return True unless a change came before its order was moved: its receipt tells of that."""
    moved_by = cause_of(origin.event.source, origin.event.external_id)
    return moved_by is None or change.id > moved_by


def _take(origin: OriginFacts, reversal: Reversal) -> None:
    forgiven = json.loads(reversal.terms).get("forgiven", 0) if reversal.terms else 0
    units = abs(reversal.amount) + forgiven
    origin.taken[reversal.reverses] = origin.taken.get(reversal.reverses, 0) + units
    if reversal.type not in (*ORDER_CHANGES, RECEIVED) or reversal.reason == UNDONE:
        origin.by_hand[reversal.reverses] = origin.by_hand.get(reversal.reverses, 0) + units


async def _moves(session: Session, merchant: int, states: States, of_entry: Mapping[int, OriginFacts]) -> None:
    touched: set[int] = set()
    for move in await moves_of_entries(session, merchant, list(of_entry)):
        of_entry[move.entry_id].moves.setdefault(move.entry_id, []).append((move.lot_id, move.amount))
        touched.add(move.lot_id)
    for lot in await lots_of_entries(session, merchant, sorted(touched), sorted(of_entry)):
        # What was transferred is another member's.
        account = states[lot.member_id].account(lot.kind_id) if lot.member_id in states else None
        if account is not None and account.lots is not None:
            account.lots.setdefault(lot.id, lot)


async def _marks(session: Session, program: Program, states: States, wanted: Collection[tuple[int, int, str]]) -> None:
    if not wanted:
        return
    members, keys = sorted({member for member, _, _ in wanted}), sorted({key for _, _, key in wanted})
    for member_id, rule_id, key in wanted:
        states[member_id].facts.marks.setdefault((rule_id, key), False)
    for mark in await marks_of(session, program.merchant_id, members, keys):
        states[mark.member_id].facts.marks[mark.rule_id, mark.key] = True


async def _order_uses(
    session: Session, program: Program, states: States, wanted: Collection[tuple[int, str, int]]
) -> None:
    if not wanted:
        return
    merchant = program.merchant_id
    members, orders = sorted({member for member, _, _ in wanted}), sorted({order for _, order, _ in wanted})
    for member_id, order, kind_id in wanted:
        states[member_id].facts.order_uses.setdefault((order, kind_id), 0)
    for spent in await spent_under_orders(session, merchant, members, orders):
        # What captured a hold is counted with the hold.
        if not (spent.terms and json.loads(spent.terms).get("hold")):
            _add_use(states[spent.member_id], spent.order_ref, spent.kind_id, -spent.amount)
    for held in await held_for_orders(session, merchant, members, orders):
        _add_use(states[held.member_id], held.order_ref, held.kind_id, held.amount)


def _add_use(state: MemberState, order: str, kind_id: int, units: int) -> None:
    state.facts.order_uses[order, kind_id] = state.facts.order_uses.get((order, kind_id), 0) + units


async def load_past(session: Session, program: Program, states: States, types: Collection[str]) -> None:
    """Fill in earlier events of some types, newest first: orders as they are now, without wholly refunded ones."""
    members = sorted(states)
    for type_ in sorted(types):
        for state in states.values():
            state.facts.past.setdefault(type_, [])
        wanted = [PAID, RECEIVED] if type_ == PAID else [type_]
        past = await past_events(session, program.merchant_id, members, wanted, PAST_EVENTS)
        events = _readable(past, program.payload)
        for event in await _orders_now(session, program, members, events) if type_ == PAID else events:
            states[event.member_id].facts.past[type_].append(event)


def _readable(past: list[VersionedEvent], payload: Callable[..., object]) -> list[EventRecord]:
    """Return earlier events, but for those that their plugin no longer reads as it once took them."""
    events = []
    for versioned in past:
        try:
            events.append(one_with_data(versioned, payload))
        except Invalid as fault:
            log.warning("an event is left out of the facts", event_id=versioned[0].id, error=fault.message)
    return events


async def _orders_now(
    session: Session, program: Program, members: list[int], events: Iterable[EventRecord]
) -> list[EventRecord]:
    """Return orders as they are now, without those that were wholly refunded or moved to another member."""
    orders = [
        received_order(program.payload, event) if event.type == RECEIVED else OriginFacts(event) for event in events
    ]
    changes = with_data(await order_changes_of(session, program.merchant_id, members), program.payload)
    return orders_now(orders, changes)
