"""One transaction of an import of orders: what is there already, members, events, settlement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from headless.engine.records import EventRecord
from headless.engine.rules import EventType
from headless.errors import Invalid
from headless.models.session import Session
from headless.plugins.payloads import parse_payload
from headless.services.acceptance import EventInput, content_hash
from headless.services.deciding import Batch
from headless.services.identities import load_identities
from headless.services.importing.history import settle_history
from headless.services.importing.newcomers import create_members, newcomers
from headless.services.importing.order_lines import Draft, Movement, OrderLines
from headless.services.importing.problems import Unreadable
from headless.services.importing.rejects import Rejects
from headless.services.importing.reports import ImportReport
from headless.services.importing.turns import give_sign
from headless.services.kernel import Kernel
from headless.services.lookups import Lookup, find_members, normalised

Rejected = tuple[Draft, str, str]


@dataclass(slots=True)
class Chunk:
    """What every transaction of one import shares."""

    kernel: Kernel
    merchant_id: int
    lines: OrderLines
    rejects: Rejects
    report: ImportReport
    source: str
    member_by: str
    create_members: bool
    turn_id: int


@dataclass(slots=True)
class _Outcome:
    """What a transaction has found, to be told once it is committed."""

    orders: int = 0
    refunds: int = 0
    created: int = 0
    already_there: int = 0
    gross: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    rejected: list[Rejected] = field(default_factory=list)


async def record_chunk(chunk: Chunk, drafts: Sequence[Draft]) -> None:
    """Record these orders, which are in order of time, in one transaction; then add to the report."""
    async with chunk.kernel.db.transaction() as session:
        await session.expect_many()
        outcome = await _record(chunk, session, drafts)
    report = chunk.report
    report.orders += outcome.orders
    report.refunds += outcome.refunds
    report.members_created += outcome.created
    report.already_there += outcome.already_there
    report.gross += outcome.gross
    report.refunded += outcome.refunded
    for draft, reason, detail in outcome.rejected:
        chunk.rejects.add(draft.numbers, reason, detail)


async def _record(chunk: Chunk, session: Session, drafts: Sequence[Draft]) -> _Outcome:
    outcome = _Outcome()
    await give_sign(session, chunk.merchant_id, chunk.turn_id, chunk.kernel.clock.now_us())
    merchant = await chunk.kernel.programs.merchant(session, chunk.merchant_id)
    program = await chunk.kernel.programs.of(session, merchant)
    batch = Batch(chunk.kernel, session, merchant, program, drafts[0].at, history=True)
    movements = _movements(chunk, batch, drafts, outcome)
    members = await _members(chunk, session, movements)
    unknown = (movement.draft.member for movement in movements if movement.draft.member not in members)
    new = newcomers(batch, chunk.member_by, unknown) if chunk.create_members else []
    planned = _events(chunk, batch, movements, {**members, **{each.text: each.id for each in new}}, outcome)
    fresh = await _not_there(batch, planned, outcome)
    joined_at = {movement.draft.member: movement.draft.at for movement, _ in reversed(fresh)}
    new = [each for each in new if each.text in joined_at]
    joined = await create_members(batch, chunk.source, chunk.member_by, new, joined_at)
    outcome.created = len(joined)
    await _settle(batch, fresh, joined, outcome)
    return outcome


async def _settle(
    batch: Batch, fresh: Sequence[tuple[Movement, EventRecord]], joined: Sequence[EventRecord], outcome: _Outcome
) -> None:
    """Settle each newcomer's joining right before the first order; count what was recorded."""
    if not fresh:
        return
    joining = {record.member_id: record for record in joined}
    records: list[EventRecord] = []
    for _, record in fresh:
        first = joining.pop(record.member_id, None)
        records += [record] if first is None else [first, record]
    results = await settle_history(batch, records, {record.member_id for record in joined})
    problems = {result.record.id: result.problem for result in results}
    for movement, record in fresh:
        problem = problems[record.id]
        if problem is not None:
            outcome.rejected.append((movement.draft, problem.code.lower().replace("_", " "), problem.message))
        elif movement.is_refund:
            outcome.refunds += 1
            outcome.refunded += movement.amount
        else:
            outcome.orders += 1
            outcome.gross += movement.amount


def _movements(chunk: Chunk, batch: Batch, drafts: Sequence[Draft], outcome: _Outcome) -> list[Movement]:
    found = []
    for draft in drafts:
        try:
            found.append(chunk.lines.movement(draft, batch.program.decimals))
        except Unreadable as problem:
            outcome.rejected.append((draft, problem.reason, problem.detail))
    return found


async def _members(chunk: Chunk, session: Session, movements: Sequence[Movement]) -> dict[str, int]:
    """The members that are there, by what the file calls them."""
    kind = chunk.member_by
    lookups = {movement.draft.member: Lookup(kind, normalised(kind, movement.draft.member)) for movement in movements}
    found = await find_members(session, chunk.merchant_id, lookups.values())
    return {text: found[lookup] for text, lookup in lookups.items() if lookup in found}


def _events(
    chunk: Chunk, batch: Batch, movements: Sequence[Movement], members: dict[str, int], outcome: _Outcome
) -> list[tuple[Movement, EventRecord]]:
    planned = []
    types = batch.program.event_types
    for movement in movements:
        draft = movement.draft
        member_id = members.get(draft.member)
        if member_id is None:
            detail = (
                f"there is no member with {chunk.member_by} {draft.member!r}; create it first, or use --create-members"
            )
            outcome.rejected.append((draft, "unknown member", detail))
            continue
        try:
            type_ = types["order.refunded" if movement.is_refund else "order.paid"]
            planned.append((movement, _event(chunk, batch, type_, movement, member_id)))
        except Invalid as fault:
            outcome.rejected.append((draft, "invalid order", fault.message))
    return planned


def _event(chunk: Chunk, batch: Batch, type_: EventType, movement: Movement, member_id: int) -> EventRecord:
    draft, sent = movement.draft, movement.sent
    payload = parse_payload(type_, {**sent, "items": tuple(movement.items)} if movement.items else sent)
    given = EventInput(type_.name, sent, occurred_at=draft.at)
    return EventRecord(
        batch.kernel.ids.new(), type_.name, chunk.source, draft.number, member_id, draft.at, draft.at,
        batch.program.zone.day_of(draft.at), payload, sent, draft.number, content_hash=content_hash(given, member_id),
    )  # fmt: skip


async def _not_there(
    batch: Batch, planned: Sequence[tuple[Movement, EventRecord]], outcome: _Outcome
) -> list[tuple[Movement, EventRecord]]:
    """Those that were not recorded before."""
    known = await load_identities(batch.session, batch.program, [record for _, record in planned])
    fresh = []
    for movement, record in planned:
        earlier = known.same(record)
        if earlier is None:
            fresh.append((movement, record))
        elif earlier.problem is None:
            outcome.already_there += 1
        else:
            outcome.rejected.append((movement.draft, "recorded otherwise", earlier.problem.message))
    return fresh
