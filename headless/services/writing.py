"""Writing what a run of the engine has done: bulk inserts and updates, a constant number of statements."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from headless.engine.journal import Journal
from headless.engine.program import Program
from headless.engine.records import EventRecord, EventStatus, Lot
from headless.engine.state import MemberState
from headless.models.session import Session
from headless.services.plugin_metrics import stored_row
from headless.services.reward_writing import write_rewards
from headless.services.strikes import write_strikes

EVENT = (
    "merchant_id", "id", "type", "source", "external_id", "member_id", "occurred_at", "recorded_at", "occurred_on", "status",
    "content_hash", "subject", "refers", "type_version", "data", "root_id", "depth", "actor",
)  # fmt: skip
ENTRY = (
    "merchant_id", "member_id", "kind_id", "version", "id", "type", "amount", "balance_after", "contra", "funding", "event_id",
    "rule_id", "rule_version", "reason", "occurred_at", "recorded_at", "expires_at", "reverses", "terms",
)  # fmt: skip
LOT = (
    "merchant_id", "id", "member_id", "kind_id", "entry_id", "event_id", "funding", "granted", "remaining", "held",
    "starts_at", "expires_at", "earned_at",
)  # fmt: skip
ACCOUNT = (
    "merchant_id", "member_id", "kind_id", "balance", "debt", "held", "pending", "earned", "spent", "expired", "version",
    "due_at",
)  # fmt: skip
HOLD = (
    "merchant_id", "id", "member_id", "kind_id", "amount", "captured", "released", "status", "order_ref", "reason", "event_id",
    "created_at", "expires_at",
)  # fmt: skip
STANDING = (
    "merchant_id", "member_id", "track_id", "seq", "id", "tier_id", "since_at", "until_at", "grace_until_at", "code", "params",
    "clause", "event_id", "recorded_at",
)  # fmt: skip
MEMBER_TIER = (
    "merchant_id", "member_id", "track_id", "standing_id", "seq", "tier_id", "rank", "since_at", "until_at", "grace_until_at",
)  # fmt: skip
MEMBER_TAG = (
    "merchant_id", "id", "member_id", "tag_id", "author", "reason", "origin", "since_at", "expires_at", "removed_at",
    "removed_by_hand", "event_id", "keep",
)  # fmt: skip
RETRY = ("merchant_id", "event_id", "rule_id", "member_id", "attempts", "due_at", "state", "document")
STORED = ("merchant_id", "member_id", "metric", "number", "scale", "text", "computed_at", "due_at")
OUTBOX = ("merchant_id", "id", "topic", "document", "created_at", "leased_until", "delivered_at", "attempts")
PARKED = 3
PROFILE = ("number", "external_id", "phone", "email", "name", "birthday_on", "gender", "source", "attributes")


def compact(document: Any) -> str:
    """JSON without blanks; decimals as text."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, default=str)


async def write(
    session: Session,
    program: Program,
    states: Mapping[int, MemberState],
    journal: Journal,
    now: int,
    new_id: Callable[[], int],
    **told: bool,
) -> None:
    """Write a batch, claims on stocks and codes last. Errors: FactsMissing where one came too late; nothing is kept then."""
    if not journal.rewards:
        await _write(session, program, states, journal, now, new_id, **told)
        return
    async with session.savepoint():
        await _write(session, program, states, journal, now, new_id, **told)
        await write_rewards(session, program, journal.rewards, now)


async def _write(
    session: Session,
    program: Program,
    states: Mapping[int, MemberState],
    journal: Journal,
    now: int,
    new_id: Callable[[], int],
    *,
    observed: bool = True,
) -> None:
    """Write a batch. Shared rows come last; the members' rows are locked by the caller. observed: plugins are told of it."""
    merchant = program.merchant_id
    await _events(session, program, journal)
    await _decisions(session, merchant, journal)
    await _ledger(session, merchant, states, journal)
    await _standings(session, program, journal)
    await _tags(session, merchant, journal)
    await _members(session, merchant, states)
    await _memory(session, merchant, states, journal)
    await _stored(session, program, states, now)
    await _later(session, merchant, journal, now, new_id)
    if observed and program.observers:
        await _observed(session, program, journal, now, new_id)
    if journal.strikes or journal.faults:
        await write_strikes(session, merchant, journal, now)


async def _events(session: Session, program: Program, journal: Journal) -> None:
    merchant = program.merchant_id
    await _insert(session, "event", EVENT, (_event_row(program, event) for event in journal.events))
    personal = [
        (merchant, event.id, event.member_id, compact(event.personal)) for event in journal.events if event.personal
    ]
    await _insert(session, "event_personal", ("merchant_id", "event_id", "member_id", "fields"), personal)
    settled = [(merchant, event.id, int(event.status), event.recorded_at) for event in journal.settled]
    fresh = {event.id for event in journal.events}
    changed = [row for row in settled if row[1] not in fresh]
    if changed:
        await session.update("event", ("merchant_id", "id"), ("merchant_id", "id", "status", "recorded_at"), changed)


def _event_row(program: Program, event: EventRecord) -> tuple[Any, ...]:
    type_ = program.event_types.get(event.type)
    return (
        program.merchant_id, event.id, event.type, event.source, event.external_id, event.member_id, event.occurred_at,
        event.recorded_at, event.day, int(event.status), event.content_hash, event.subject, event.refers,
        type_.version if type_ else 1, compact(event.json), event.root_id, event.depth, event.actor,
    )  # fmt: skip


async def _decisions(session: Session, merchant: int, journal: Journal) -> None:
    rows = [(merchant, each.event_id, each.member_id, compact(each.document)) for each in journal.decisions]
    await _insert(session, "decision", ("merchant_id", "event_id", "member_id", "document"), rows)


async def _ledger(session: Session, merchant: int, states: Mapping[int, MemberState], journal: Journal) -> None:
    entries = (
        (
            merchant, entry.member_id, entry.kind_id, entry.version, entry.id, int(entry.type), entry.amount,
            entry.balance_after, entry.contra, entry.funding, entry.event_id, entry.rule_id, entry.rule_version, entry.reason,
            entry.occurred_at, entry.recorded_at, entry.expires_at, entry.reverses,
            None if entry.terms is None else compact(entry.terms),
        )
        for entry in journal.entries
    )  # fmt: skip
    await _insert(session, "entry", ENTRY, entries)
    await _insert(session, "lot", LOT, (_lot_row(merchant, lot) for lot in journal.lots))
    moves = ((merchant, entry, lot, part) for entry, lots in journal.moves.items() for lot, part in lots.items())
    await _insert(session, "lot_move", ("merchant_id", "entry_id", "lot_id", "amount"), moves)
    changed = [(merchant, lot.id, lot.remaining, lot.held) for lot in journal.changed_lots.values()]
    if changed:
        await session.update("lot", ("merchant_id", "id"), ("merchant_id", "id", "remaining", "held"), changed)
    await _holds(session, merchant, journal)
    accounts = [
        (
            merchant, state.id, each.kind_id, each.balance, each.debt, each.held, each.pending, each.earned, each.spent,
            each.expired, each.version, each.due_at,
        )
        for state in states.values()
        for each in state.accounts.values()
        if each.version
    ]  # fmt: skip
    if accounts:
        await session.upsert("account", ACCOUNT[:3], ACCOUNT, accounts)


def _lot_row(merchant: int, lot: Lot) -> tuple[Any, ...]:
    return (
        merchant, lot.id, lot.member_id, lot.kind_id, lot.entry_id, lot.event_id, lot.funding, lot.granted, lot.remaining,
        lot.held, lot.starts_at, lot.expires_at, lot.earned_at,
    )  # fmt: skip


async def _holds(session: Session, merchant: int, journal: Journal) -> None:
    rows = [
        (
            merchant, hold.id, hold.member_id, hold.kind_id, hold.amount, hold.captured, hold.released, int(hold.status),
            hold.order_ref, hold.reason, hold.event_id, hold.created_at, hold.expires_at,
        )
        for hold in journal.holds
    ]  # fmt: skip
    await _insert(session, "hold", HOLD, rows)
    changed = [
        (merchant, hold.id, hold.captured, hold.released, int(hold.status)) for hold in journal.changed_holds.values()
    ]
    if changed:
        settled = ("merchant_id", "id", "captured", "released", "status")
        await session.update("hold", ("merchant_id", "id"), settled, changed)
    kept = [
        (merchant, hold.id, lot_id, part)
        for hold in [*journal.holds, *journal.changed_holds.values()]
        for lot_id, part in hold.reserved.items()
    ]
    if kept:
        columns = ("merchant_id", "hold_id", "lot_id", "amount")
        await session.upsert("hold_lot", columns[:3], columns, kept)


async def _standings(session: Session, program: Program, journal: Journal) -> None:
    merchant = program.merchant_id
    rows = [
        (
            merchant, each.member_id, each.track_id, each.seq, each.id, each.tier_id, each.since_at, each.until_at,
            each.grace_until_at, each.code, compact(each.params), None if each.clause is None else compact(each.clause),
            each.event_id, each.recorded_at,
        )
        for each in journal.standings
    ]  # fmt: skip
    await _insert(session, "standing", STANDING, rows)
    newest = {(each.member_id, each.track_id): each for each in journal.standings}
    current = []
    for each in newest.values():
        tier = program.track_by_id[each.track_id].by_id.get(each.tier_id or 0)
        current.append((
            merchant, each.member_id, each.track_id, each.id, each.seq, each.tier_id, tier.rank if tier else None,
            each.since_at, each.until_at, each.grace_until_at,
        ))  # fmt: skip
    if current:
        await session.upsert("member_tier", MEMBER_TIER[:3], MEMBER_TIER, current)


async def _tags(session: Session, merchant: int, journal: Journal) -> None:
    changed = [(merchant, held.id, held.removed_at, held.removed_by_hand) for held in journal.changed_tags.values()]
    if changed:
        columns = ("merchant_id", "id", "removed_at", "removed_by_hand")
        await session.update("member_tag", ("merchant_id", "id"), columns, changed)
    rows = [
        (
            merchant, held.id, held.member_id, held.tag_id, held.author, held.reason or "", int(held.origin), held.since_at,
            held.expires_at, held.removed_at, held.removed_by_hand, held.event_id, held.keep,
        )
        for held in journal.tags
    ]  # fmt: skip
    await _insert(session, "member_tag", MEMBER_TAG, rows)


async def _members(session: Session, merchant: int, states: Mapping[int, MemberState]) -> None:
    rows = [(merchant, state.id, state.clock_at, state.due_at, state.status) for state in states.values()]
    await session.update("member", ("merchant_id", "id"), ("merchant_id", "id", "clock_at", "due_at", "status"), rows)
    for state in states.values():
        if state.profile_dirty:
            named = {column: state.profile[column] for column in PROFILE if column in state.profile}
            if "attributes" in named:
                named["attributes"] = compact(dict(named["attributes"]))
            if named:
                columns = ("merchant_id", "id", *named)
                await session.update("member", ("merchant_id", "id"), columns, [(merchant, state.id, *named.values())])
    totals = [
        (merchant, state.id, key, day, *values)
        for state in states.values()
        for (key, day), values in state.totals.deltas.items()
        if any(values)
    ]
    if totals:
        columns = ("merchant_id", "member_id", "key", "day", "count", "amount", "less")
        await session.upsert("daily_total", columns[:4], columns, totals, add=("count", "amount", "less"))


async def _memory(session: Session, merchant: int, states: Mapping[int, MemberState], journal: Journal) -> None:
    memory = [
        (merchant, state.id, scope, compact(state.memory[scope]))
        for state in states.values()
        for scope in state.memory_dirty
    ]
    if memory:
        columns = ("merchant_id", "member_id", "scope", "document")
        await session.upsert("rule_state", columns[:3], columns, memory)
    marks = ((merchant, *mark) for mark in journal.marks)
    await _insert(session, "mark", ("merchant_id", "member_id", "rule_id", "key", "event_id"), marks)


async def _stored(session: Session, program: Program, states: Mapping[int, MemberState], now: int) -> None:
    rows = []
    for state in states.values():
        for name in state.stored_dirty:
            day = state.stored_due.get(name)
            due_at = None if day is None else program.zone.start_of(day)
            rows.append((program.merchant_id, state.id, name, *stored_row(state.stored[name]), now, due_at))
    if rows:
        await session.upsert("stored_metric", STORED[:3], STORED, rows)


async def _later(session: Session, merchant: int, journal: Journal, now: int, new_id: Callable[[], int]) -> None:
    retries = [
        (
            merchant,
            each.event_id,
            each.rule_id,
            each.member_id,
            0,
            each.due_at,
            PARKED if each.parked else 0,
            compact({**each.document, "kind": each.kind}),
        )
        for each in journal.retries
    ]
    await _insert(session, "rule_retry", RETRY, retries)
    emitted = [
        (
            merchant, new_id(), "emit", compact({
                "key": each.key, "type": each.type, "member": each.member_ref, "data": each.data,
                "occurredAt": each.occurred_at,
            }), now, None, None, 0,
        )
        for each in journal.emitted
    ]  # fmt: skip
    await _insert(session, "outbox", OUTBOX, emitted)


async def _observed(session: Session, program: Program, journal: Journal, now: int, new_id: Callable[[], int]) -> None:
    """Tell the plugins that observe of each event that has settled, once it is committed."""
    settled = [event for event in [*journal.events, *journal.settled] if event.status is EventStatus.RECORDED]
    rows = [
        (
            program.merchant_id, new_id(), f"observe:{plugin}", compact({"event": event.id, "member": event.member_id}), now,
            None, None, 0,
        )
        for event in settled
        for plugin in program.observers
    ]  # fmt: skip
    await _insert(session, "outbox", OUTBOX, rows)


async def _insert(session: Session, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    listed = list(rows)
    if listed:
        await session.insert(table, columns, listed)
