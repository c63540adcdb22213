"""One transaction of an import of orders: members, events, settlement, and what was imported before."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from headless.engine.member.orders.order_changes import PAID
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.errors import HeadlessError, Invalid, StorageBusy
from headless.messages import Message
from headless.models.base.session import Session
from headless.services.importing.clock_pause import extend_pause
from headless.services.importing.files.csv_file import shown
from headless.services.importing.files.problems import DryRun
from headless.services.importing.files.rejects import Rejects
from headless.services.importing.files.reports import ImportReport
from headless.services.importing.orders.arrivals import Arrival, earlier_event_of, event_of
from headless.services.importing.orders.guests import keep_orders
from headless.services.importing.orders.history import settle_history
from headless.services.importing.orders.messages import Movement
from headless.services.importing.orders.new_members import create_members, newcomers
from headless.services.intake.duplicate_detection import Identities, load_identities
from headless.services.intake.guest_keys import guest_keys
from headless.services.intake.waiting_guests import load_waiting
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_members
from headless.services.kernel.outcomes import Recorded
from headless.services.members.members import checked, fields_of
from headless.services.settling.decision_loop import Batch

OTHERWISE = "recorded otherwise"
Refused = tuple[Movement, str, str]
Planned = tuple[Arrival, EventRecord]


@dataclass(slots=True)
class Chunk:
    """What every transaction of one import shares. lease_ids: by lane. made: members of a dry run that would be there by now."""

    kernel: Kernel
    merchant_id: int
    rejects: Rejects
    report: ImportReport
    source: str
    member_by: str
    create_members: bool
    lease_ids: Sequence[int]
    dry_run: bool = False
    made: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Outcome:
    """What a transaction did, to be reported once it is committed."""

    orders: int = 0
    refunds: int = 0
    created: list[str] = field(default_factory=list)
    already_there: int = 0
    scaled: int = 0
    guests: int = 0
    gross: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    rejected: list[Refused] = field(default_factory=list)


async def record_chunk(chunk: Chunk, lane: int, arrivals: Sequence[Arrival]) -> None:
    """Record these orders, which are in order of time, in one transaction, and add them to the report."""
    outcome = _Outcome()
    with suppress(DryRun):
        async with chunk.kernel.db.transaction() as session:
            await session.expect_many()
            outcome = await _record(chunk, session, chunk.lease_ids[lane], arrivals)
            if chunk.dry_run:
                raise DryRun
    report = chunk.report
    report.orders += outcome.orders
    report.refunds += outcome.refunds
    report.members_created += len(set(outcome.created) - chunk.made)
    chunk.made.update(outcome.created if chunk.dry_run else ())
    report.already_there += outcome.already_there
    report.scaled += outcome.scaled
    report.guests += outcome.guests
    report.gross += outcome.gross
    report.refunded += outcome.refunded
    for movement, reason, detail in outcome.rejected:
        chunk.rejects.add(movement.lines, reason, detail)


async def _record(chunk: Chunk, session: Session, lease_id: int, arrivals: Sequence[Arrival]) -> _Outcome:
    outcome = _Outcome()
    await extend_pause(session, chunk.merchant_id, lease_id, chunk.kernel.clock.now_us())
    merchant = await chunk.kernel.programs.merchant(session, chunk.merchant_id)
    program = await chunk.kernel.programs.of(session, merchant)
    batch = Batch(chunk.kernel, session, merchant, program, arrivals[0].movement.at, history=True)
    whole = _whole(arrivals, outcome)
    members = await _members(chunk, session, program, whole)
    unknown = (movement.member for movement, *_ in whole if movement.member not in members)
    new = newcomers(batch, chunk.member_by, unknown) if chunk.create_members else {}
    if not chunk.create_members:
        whole = await _keep_guests(chunk, batch, whole, members, outcome)
    planned = _events(chunk, batch, whole, members | {text: newcomer.id for text, newcomer in new.items()}, outcome)
    fresh = await _not_there(chunk, batch, planned, outcome)
    if new and any(reason == OTHERWISE for _, reason, _ in outcome.rejected):
        await _check_newcomers(
            chunk, session, program, [arrival for arrival in whole if arrival.movement.member in new]
        )
    joined_at = {record.member_id: arrival.movement.at for arrival, record in reversed(fresh)}
    joining = [newcomer for newcomer in dict.fromkeys(new.values()) if newcomer.id in joined_at]
    joined = await create_members(batch, chunk.source, chunk.member_by, joining, joined_at)
    outcome.created = [newcomer.key for newcomer in joining]
    await _settle(batch, fresh, joined, outcome)
    return outcome


async def _check_newcomers(chunk: Chunk, session: Session, program: Program, arrivals: Sequence[Arrival]) -> None:
    """Raise StorageBusy if members to be created are there by now: what another import has recorded is theirs."""
    if await _members(chunk, session, program, arrivals):
        raise StorageBusy(Message("another process has created members of this file in the meantime; begin again"))


async def _settle(batch: Batch, fresh: Sequence[Planned], joined: Sequence[EventRecord], outcome: _Outcome) -> None:
    """Settle each newcomer's joining right before the first order, and count what was recorded."""
    if not fresh:
        return
    joining = {record.member_id: record for record in joined}
    records: list[EventRecord] = []
    for _, record in fresh:
        first = joining.pop(record.member_id, None)
        records += [record] if first is None else [first, record]
    results = await settle_history(batch, records, {record.member_id for record in joined})
    by_id = {result.record.id: result for result in results}
    for (movement, *_), record in fresh:
        settled = by_id[record.id]
        problem = settled.problem
        if problem is not None:
            outcome.rejected.append((movement, problem.code.lower().replace("_", " "), problem.message))
        elif movement.is_refund:
            outcome.refunds += 1
            outcome.refunded += movement.amount
        else:
            outcome.orders += 1
            outcome.scaled += settled.record.data.lines_total is not None
            outcome.gross += movement.amount


def _whole(arrivals: Sequence[Arrival], outcome: _Outcome) -> list[Arrival]:
    """Return those that could be read."""
    outcome.rejected += [(movement, *movement.problem) for movement, *_ in arrivals if movement.problem is not None]
    return [arrival for arrival in arrivals if arrival.movement.problem is None]


async def _members(chunk: Chunk, session: Session, program: Program, arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Return the members that exist, by what the file calls them."""
    lookups = {movement.member: Lookup(chunk.member_by, movement.member) for movement, *_ in arrivals}
    members = await find_members(session, chunk.merchant_id, lookups.values(), program.country)
    return {text: members[lookup] for text, lookup in lookups.items() if lookup in members}


def _events(
    chunk: Chunk, batch: Batch, arrivals: Sequence[Arrival], members: dict[str, int], outcome: _Outcome
) -> list[Planned]:
    planned = []
    for arrival in arrivals:
        movement = arrival.movement
        member_id = members.get(movement.member)
        if member_id is None:
            outcome.rejected.append((movement, *_without_member(chunk, movement.member)))
            continue
        try:
            planned.append((arrival, event_of(batch, chunk.source, arrival, member_id)))
        except Invalid as fault:
            outcome.rejected.append((movement, "invalid order", fault.message))
    return planned


def _without_member(chunk: Chunk, text: str) -> tuple[str, str]:
    """Return why an order has no member: there is none, or none can be created."""
    problem = checked(fields_of(chunk.member_by, text)) if chunk.create_members else None
    if problem is not None:
        return problem.code.lower().replace("_", " "), Message(
            "{problem}; here it is {text}", problem=problem.message, text=shown(text)
        )
    return "unknown member", Message(
        "there is no member with {name} {text}; create it first, or use --create-members",
        name=chunk.member_by,
        text=shown(text),
    )


async def _keep_guests(
    chunk: Chunk, batch: Batch, arrivals: Sequence[Arrival], members: Mapping[str, int], outcome: _Outcome
) -> list[Arrival]:
    """Keep the orders of guests, and return the others."""
    kept = await keep_orders(batch, chunk.source, chunk.member_by, arrivals, members)
    for movement, answer in kept.answers:
        if answer.outcome == "DEFERRED":
            outcome.guests += 1
        else:
            _tell(movement, answer, outcome)
    return kept.left


def _tell(movement: Movement, answer: Recorded, outcome: _Outcome) -> None:
    """Count an order that waits already, or say what stands against it."""
    if answer.outcome == "DUPLICATE":
        outcome.already_there += 1
    elif answer.problem is not None:
        reason = OTHERWISE if answer.outcome == "CONFLICT" else answer.problem.code.lower().replace("_", " ")
        outcome.rejected.append((movement, reason, answer.problem.message))


async def _not_waiting(chunk: Chunk, batch: Batch, planned: Sequence[Planned], outcome: _Outcome) -> list[Planned]:
    """Return those that wait for no guest."""
    keys = guest_keys(chunk.kernel, batch.merchant)
    if keys is None:
        return list(planned)
    waiting, others = await load_waiting(batch, [record for _, record in planned]), []
    for arrival, record in planned:
        digests = keys.digests(Lookup(chunk.member_by, arrival.movement.member))
        answer = waiting.same(record, digests, timed=True)
        if answer is None:
            others.append((arrival, record))
        else:
            _tell(arrival.movement, answer, outcome)
    return others


async def _not_there(chunk: Chunk, batch: Batch, events: Sequence[Planned], outcome: _Outcome) -> list[Planned]:
    """Return those that were not recorded before, by this version or by an earlier one that read them otherwise."""
    planned = await _not_waiting(chunk, batch, events, outcome)
    known = await load_identities(batch.session, batch.program, [record for _, record in planned])
    fresh = []
    for arrival, record in planned:
        there = known.same(record, in_order=False)
        if there is None:
            fresh.append((arrival, record))
        elif there.problem is None or _is_there(known, earlier_event_of(batch, arrival, record)):
            outcome.already_there += 1
        else:
            detail = _difference(known, arrival, record) or there.problem.message
            outcome.rejected.append((arrival.movement, OTHERWISE, detail))
    return fresh


def _is_there(known: Identities, record: EventRecord | None) -> bool:
    recorded = None if record is None else known.same(record)
    return recorded is not None and recorded.problem is None


def _difference(known: Identities, arrival: Arrival, record: EventRecord) -> str | None:
    """Return in which way an order was recorded before, None if something else has its number."""
    earlier = known.earlier(record)
    if earlier is None or not earlier.type == record.type == PAID:
        return None
    try:
        said = earlier.said()
    except HeadlessError:
        return None
    before = f"{_counted(len(said.items))} and a total of {said.total}"
    now = f"{_counted(len(arrival.items))} and a total of {record.data.total}"
    differs = "with another member, time or content" if before == now else f"with {before}, here it has {now}"
    return (
        f"order {record.external_id} was recorded before {differs}; nothing was changed. If the order is now as it is here, or "
        "if the earlier file had only a part of it, send order.amended (order.moved for another member)"
    )


def _counted(lines: int) -> str:
    return f"{lines} item" if lines == 1 else f"{lines} items"
