"""Writing what a run of the engine has done: bulk inserts and updates, a constant number of statements."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from headless.engine.member.journal import Journal
from headless.engine.member.records import EventRecord, EventStatus, Lot
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.models.base.session import Session, Write
from headless.services.kernel.strikes import write_strikes
from headless.services.settling.metric_values import stored_row
from headless.services.settling.reward_writing import write_rewards

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
PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
PROFILE = ("number", "external_id", "phone", "email", "name", "birthday_on", "gender", "source", "attributes")


def compact(document: Any) -> str:
    """JSON without blanks; decimals as text."""
    try:
        return orjson.dumps(document, default=str, option=PLAIN).decode()
    except TypeError:
        # What it does not take: numbers beyond 64 bits, half a surrogate pair.
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
    writes = [
        *_events(program, journal),
        *_decisions(merchant, journal),
        *_ledger(merchant, states, journal),
        *_standings(program, journal),
        *_tags(merchant, journal),
        *_members(merchant, states),
        *_memory(merchant, states, journal),
        *_stored(program, states, now),
        *_later(merchant, journal, now, new_id),
    ]
    if observed and program.observers:
        writes.append(_observed(program, journal, now, new_id))
    await session.write_all(writes)
    if journal.strikes or journal.faults:
        await write_strikes(session, merchant, journal, now)


def _events(program: Program, journal: Journal) -> Iterator[Write]:
    merchant = program.merchant_id
    yield Write("event", EVENT, [_event_row(program, event) for event in journal.events])
    personal = [
        (merchant, event.id, event.member_id, compact(event.personal)) for event in journal.events if event.personal
    ]
    yield Write("event_personal", ("merchant_id", "event_id", "member_id", "fields"), personal)
    settled = [(merchant, event.id, int(event.status), event.recorded_at) for event in journal.settled]
    fresh = {event.id for event in journal.events}
    changed = [row for row in settled if row[1] not in fresh]
    if changed:
        yield Write("event", ("merchant_id", "id", "status", "recorded_at"), changed, ("merchant_id", "id"))


def _event_row(program: Program, event: EventRecord) -> tuple[Any, ...]:
    type_ = program.event_types.get(event.type)
    return (
        program.merchant_id, event.id, event.type, event.source, event.external_id, event.member_id, event.occurred_at,
        event.recorded_at, event.day, int(event.status), event.content_hash, event.subject, event.refers,
        type_.version if type_ else 1, compact(event.json), event.root_id, event.depth, event.actor,
    )  # fmt: skip


def _decisions(merchant: int, journal: Journal) -> Iterator[Write]:
    rows = [(merchant, each.event_id, each.member_id, compact(each.document)) for each in journal.decisions]
    yield Write("decision", ("merchant_id", "event_id", "member_id", "document"), rows)


def _ledger(merchant: int, states: Mapping[int, MemberState], journal: Journal) -> Iterator[Write]:
    entries = [
        (
            merchant, entry.member_id, entry.kind_id, entry.version, entry.id, int(entry.type), entry.amount,
            entry.balance_after, entry.contra, entry.funding, entry.event_id, entry.rule_id, entry.rule_version, entry.reason,
            entry.occurred_at, entry.recorded_at, entry.expires_at, entry.reverses,
            None if entry.terms is None else compact(entry.terms),
        )
        for entry in journal.entries
    ]  # fmt: skip
    yield Write("entry", ENTRY, entries)
    yield Write("lot", LOT, [_lot_row(merchant, lot) for lot in journal.lots])
    moves = [(merchant, entry, lot, part) for entry, lots in journal.moves.items() for lot, part in lots.items()]
    yield Write("lot_move", ("merchant_id", "entry_id", "lot_id", "amount"), moves)
    changed = [(merchant, lot.id, lot.remaining, lot.held) for lot in journal.changed_lots.values()]
    if changed:
        yield Write("lot", ("merchant_id", "id", "remaining", "held"), changed, ("merchant_id", "id"))
    yield from _holds(merchant, journal)
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
        yield Write("account", ACCOUNT, accounts, ACCOUNT[:3], upsert=True)


def _lot_row(merchant: int, lot: Lot) -> tuple[Any, ...]:
    return (
        merchant, lot.id, lot.member_id, lot.kind_id, lot.entry_id, lot.event_id, lot.funding, lot.granted, lot.remaining,
        lot.held, lot.starts_at, lot.expires_at, lot.earned_at,
    )  # fmt: skip


def _holds(merchant: int, journal: Journal) -> Iterator[Write]:
    rows = [
        (
            merchant, hold.id, hold.member_id, hold.kind_id, hold.amount, hold.captured, hold.released, int(hold.status),
            hold.order_ref, hold.reason, hold.event_id, hold.created_at, hold.expires_at,
        )
        for hold in journal.holds
    ]  # fmt: skip
    yield Write("hold", HOLD, rows)
    changed = [
        (merchant, hold.id, hold.captured, hold.released, int(hold.status)) for hold in journal.changed_holds.values()
    ]
    if changed:
        settled = ("merchant_id", "id", "captured", "released", "status")
        yield Write("hold", settled, changed, ("merchant_id", "id"))
    kept = [
        (merchant, hold.id, lot_id, part)
        for hold in [*journal.holds, *journal.changed_holds.values()]
        for lot_id, part in hold.reserved.items()
    ]
    if kept:
        columns = ("merchant_id", "hold_id", "lot_id", "amount")
        yield Write("hold_lot", columns, kept, columns[:3], upsert=True)


def _standings(program: Program, journal: Journal) -> Iterator[Write]:
    merchant = program.merchant_id
    rows = [
        (
            merchant, each.member_id, each.track_id, each.seq, each.id, each.tier_id, each.since_at, each.until_at,
            each.grace_until_at, each.code, compact(each.params), None if each.clause is None else compact(each.clause),
            each.event_id, each.recorded_at,
        )
        for each in journal.standings
    ]  # fmt: skip
    yield Write("standing", STANDING, rows)
    newest = {(each.member_id, each.track_id): each for each in journal.standings}
    current = []
    for each in newest.values():
        tier = program.track_by_id[each.track_id].by_id.get(each.tier_id or 0)
        current.append((
            merchant, each.member_id, each.track_id, each.id, each.seq, each.tier_id, tier.rank if tier else None,
            each.since_at, each.until_at, each.grace_until_at,
        ))  # fmt: skip
    if current:
        yield Write("member_tier", MEMBER_TIER, current, MEMBER_TIER[:3], upsert=True)


def _tags(merchant: int, journal: Journal) -> Iterator[Write]:
    changed = [(merchant, held.id, held.removed_at, held.removed_by_hand) for held in journal.changed_tags.values()]
    if changed:
        columns = ("merchant_id", "id", "removed_at", "removed_by_hand")
        yield Write("member_tag", columns, changed, ("merchant_id", "id"))
    rows = [
        (
            merchant, held.id, held.member_id, held.tag_id, held.author, held.reason or "", int(held.origin), held.since_at,
            held.expires_at, held.removed_at, held.removed_by_hand, held.event_id, held.keep,
        )
        for held in journal.tags
    ]  # fmt: skip
    yield Write("member_tag", MEMBER_TAG, rows)


def _members(merchant: int, states: Mapping[int, MemberState]) -> Iterator[Write]:
    rows = [(merchant, state.id, state.clock_at, state.due_at, state.status) for state in states.values()]
    yield Write("member", ("merchant_id", "id", "clock_at", "due_at", "status"), rows, ("merchant_id", "id"))
    for state in states.values():
        if state.profile_dirty:
            named = {column: state.profile[column] for column in PROFILE if column in state.profile}
            if "attributes" in named:
                named["attributes"] = compact(dict(named["attributes"]))
            if named:
                columns = ("merchant_id", "id", *named)
                yield Write("member", columns, [(merchant, state.id, *named.values())], ("merchant_id", "id"))
    totals = [
        (merchant, state.id, key, day, *values)
        for state in states.values()
        for (key, day), values in state.totals.deltas.items()
        if any(values)
    ]
    if totals:
        columns = ("merchant_id", "member_id", "key", "day", "count", "amount", "less")
        yield Write("daily_total", columns, totals, columns[:4], upsert=True, add=("count", "amount", "less"))


def _memory(merchant: int, states: Mapping[int, MemberState], journal: Journal) -> Iterator[Write]:
    memory = [
        (merchant, state.id, scope, compact(state.memory[scope]))
        for state in states.values()
        for scope in state.memory_dirty
    ]
    if memory:
        columns = ("merchant_id", "member_id", "scope", "document")
        yield Write("rule_state", columns, memory, columns[:3], upsert=True)
    marks = [(merchant, *mark) for mark in journal.marks]
    yield Write("mark", ("merchant_id", "member_id", "rule_id", "key", "event_id"), marks)


def _stored(program: Program, states: Mapping[int, MemberState], now: int) -> Iterator[Write]:
    rows = []
    for state in states.values():
        for name in state.stored_dirty:
            day = state.stored_due.get(name)
            due_at = None if day is None else program.zone.start_of(day)
            rows.append((program.merchant_id, state.id, name, *stored_row(state.stored[name]), now, due_at))
    if rows:
        yield Write("stored_metric", STORED, rows, STORED[:3], upsert=True)


def _later(merchant: int, journal: Journal, now: int, new_id: Callable[[], int]) -> Iterator[Write]:
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
    yield Write("rule_retry", RETRY, retries)
    emitted = [
        (
            merchant, new_id(), "emit", compact({
                "key": each.key, "type": each.type, "member": each.member_ref, "data": each.data,
                "occurredAt": each.occurred_at,
            }), now, None, None, 0,
        )
        for each in journal.emitted
    ]  # fmt: skip
    yield Write("outbox", OUTBOX, emitted)


def _observed(program: Program, journal: Journal, now: int, new_id: Callable[[], int]) -> Write:
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
    return Write("outbox", OUTBOX, rows)
