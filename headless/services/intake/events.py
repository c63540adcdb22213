"""Recording events: accept, lock, load, decide, write, or the same without writing to simulate them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any

from headless.engine.handlers.merging.merges import MEMBER_MERGED
from headless.engine.handlers.transfers.departures import TRANSFERRED
from headless.engine.handlers.transfers.named_members import HANDS_OVER, handing, others_of, receivers
from headless.engine.member.orders.order_changes import AMENDED, MOVED, waits_for
from headless.engine.member.records import EventRecord, EventStatus, copy_of
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.settlement.failures import keep_failed
from headless.engine.settlement.outcomes.results import Result
from headless.engine.settlement.settle import Settler
from headless.engine.values.calendar import parse_window
from headless.engine.values.problems import Problem, invalid
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.models.base.reads import Read
from headless.models.base.session import Session
from headless.services.intake.acceptance import (
    Candidate,
    EventInput,
    Request,
    accept,
    given_lookups,
    of_unknown_origin,
)
from headless.services.intake.duplicate_answers import answer_again
from headless.services.intake.duplicate_detection import Identities, identity_reads
from headless.services.intake.guests import settle_with_guests
from headless.services.intake.merged_members import MergedMeanwhile, check_merges, followed
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.limiting.coupon_codes import NamedCodes
from headless.services.kernel.lookups import Lookup, needs_country
from headless.services.kernel.member_finder import find_members, member_reads
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import Principal
from headless.services.settling.decision_loop import Batch, decide, with_others
from headless.services.settling.facts import deferred_reads
from headless.services.settling.limit_claims import check_claims
from headless.services.settling.loading import States, Wanted
from headless.services.settling.reward_facts import ON_USES, prefetch
from headless.services.settling.writing import write
from headless.services.work.retrying import retrying

ATTEMPTS = 5
SHARED = 50
NEEDS_LOTS = frozenset({
    AMENDED, MEMBER_MERGED, MOVED, TRANSFERRED, "asset.spent", "asset.held", "hold.settled", "entry.reversed", "member.erased",
    "benefit.failed", "benefit.reversed", "card.unbound", "card.blocked",
})  # fmt: skip

__all__ = ["EventInput", "Recorded", "record_events", "settle_batch"]


class _Undone(Exception):
    """Leaves the transaction without keeping anything."""


async def record_events(
    kernel: Kernel,
    principal: Principal,
    inputs: Sequence[EventInput],
    *,
    everything: bool = False,
    simulate: bool = False,
    internal: bool = False,
) -> list[Recorded]:
    """Record a batch, and return the answers in the order of the inputs.

    everything: keep nothing unless all succeed. simulate: keep nothing at all. internal: events of the system's own types. Small
    requests that arrive together may share a transaction; each is still answered as if it had come alone. Raise RateLimited if
    too many codes of coupons are wrong, so that nothing may be told.
    """
    types = [given.type for given in inputs]
    codes = NamedCodes.of(kernel.wrong_codes, principal, types, keeps=not simulate and not everything)
    request = Request(principal, inputs, internal, codes)
    recorded = await _joined(kernel, request, everything=everything, simulate=simulate)
    if codes is not None:
        await codes.tell(recorded)
    return recorded


async def _joined(kernel: Kernel, request: Request, *, everything: bool, simulate: bool) -> list[Recorded]:
    if not everything and not simulate and len(request.inputs) <= SHARED:
        merchant_id = request.principal.merchant_id
        answer: list[Recorded] = await kernel.gathering.join(merchant_id, request, partial(record_together, kernel))
        return answer
    return (await record_together(kernel, [request], everything=everything, simulate=simulate))[0]


async def record_together(
    kernel: Kernel, requests: Sequence[Request], *, everything: bool = False, simulate: bool = False
) -> list[list[Recorded]]:
    """Record requests of one merchant in one transaction, and return the answers by request.

    If another transaction is quicker with the same identity or member, the requests are decided again on what it left.
    """
    record, asked = partial(_recorded_together, everything=everything) if not simulate else _simulated, list(requests)

    async def transaction(others: frozenset[int]) -> list[Recorded]:
        try:
            return await record(kernel, asked, others)
        except MergedMeanwhile as merged:
            asked[:] = [followed(request, merged.survivors) for request in asked]
            raise

    return _by_request(requests, await retrying(partial(with_others, transaction), ATTEMPTS))


async def _simulated(kernel: Kernel, requests: Sequence[Request], others: frozenset[int]) -> list[Recorded]:
    async with kernel.db.read() as session:
        return await _record(kernel, session, requests, others, simulate=True)


async def _recorded_together(
    kernel: Kernel, requests: Sequence[Request], others: frozenset[int], everything: bool
) -> list[Recorded]:
    recorded: list[Recorded] = []
    try:
        async with kernel.db.transaction() as session:
            if sum(len(request.inputs) for request in requests) > SHARED:
                await session.expect_many()
            recorded = await _record(kernel, session, requests, others)
            if everything and any(map(failed, recorded)):
                raise _Undone
    except _Undone:
        return [answer if failed(answer) else Recorded("SKIPPED", member_id=answer.member_id) for answer in recorded]
    return recorded


def failed(recorded: Recorded) -> bool:
    """Return True if an outcome counts as a failure of the batch."""
    return recorded.outcome in ("INVALID", "CONFLICT", "REFUSED")


def _by_request(requests: Sequence[Request], recorded: list[Recorded]) -> list[list[Recorded]]:
    answers = iter(recorded)
    return [[next(answers) for _ in request.inputs] for request in requests]


async def _record(
    kernel: Kernel, session: Session, requests: Sequence[Request], others: frozenset[int], simulate: bool = False
) -> list[Recorded]:
    merchant_id, known, lookups = requests[0].principal.merchant_id, dict[Lookup, int](), given_lookups(requests)
    later = {lookup for lookup in lookups if needs_country(lookup)}
    named = member_reads(session, merchant_id, lookups - later, known, None)
    merchant = await kernel.programs.merchant_with(session, merchant_id, named)
    if later:
        known |= await find_members(session, merchant_id, later, merchant.country)
    program = await kernel.programs.of(session, merchant)
    now = kernel.now(merchant)
    batch = Batch(
        kernel, session, merchant, program, now, simulate=simulate, others=others, begins_again=True
    )  # fmt: skip
    candidates = await accept(kernel, session, program, requests, now, known=known)
    _bar_codes(program, requests, candidates)
    if kernel.tracing is not None:
        _follow(kernel, requests, candidates)
    return await settle_with_guests(batch, candidates, settle_batch)


def _bar_codes(program: Program, requests: Sequence[Request], candidates: Iterable[Candidate]) -> None:
    """Refuse events that name codes of coupons, if too many were wrong lately."""
    rest = iter(candidates)
    for request in requests:
        for candidate in islice(rest, len(request.inputs)):
            if request.codes is not None and candidate.record is not None:
                candidate.problem = request.codes.barred(program, candidate.record)
                candidate.record = None if candidate.problem is not None else candidate.record


def _follow(kernel: Kernel, requests: Sequence[Request], candidates: Iterable[Candidate]) -> None:
    """Let each event be decided in the trace of its own request, even if several share a transaction."""
    rest = iter(candidates)
    for request in requests:
        trace = kernel.gathering.traceparent_of(request)
        for candidate in islice(rest, len(request.inputs)):
            if candidate.record is not None:
                candidate.record.trace = trace


async def settle_batch(batch: Batch, candidates: Sequence[Candidate]) -> list[Recorded]:
    """Settle accepted events of any members, and write unless simulating.

    Raises:
        MergedMeanwhile: a member was merged into another one before it was locked. Begin again.
    """
    records = [candidate.record for candidate in candidates if candidate.record is not None]
    answers = {
        candidate.position: Recorded(
            candidate.problem.outcome if candidate.problem else "INVALID",
            member_id=candidate.member_id,
            problem=candidate.problem,
        )
        for candidate in candidates
    }
    if records:
        known = _Known(Identities(batch.program))
        settled = await decide(
            batch,
            {record.member_id for record in records} | others_of(batch.program, records),
            _wanted(batch.program, records),
            partial(_decide, batch, candidates, known),
            history=batch.history or batch.merchant.sandbox,
            pieces=len(records),
            further=partial(_further, batch, records, known),
        )
        answers.update(settled)
        repeated = [answer for answer in settled.values() if answer.outcome == "DUPLICATE"]
        if repeated:
            await answer_again(batch.session, batch.program, repeated)
    return [answers[candidate.position] for candidate in candidates]


def _number(candidates: Sequence[Candidate], new_id: Callable[[], int]) -> None:
    """Give the events their ids, which say in which order they are settled. They stay, however often the batch is decided.

    This comes after the members were locked: a process that locked them earlier has given smaller ids.
    """
    for candidate in in_order(candidates):
        candidate.record.id = new_id()
        if candidate.record.type in HANDS_OVER:
            _keep_next_id(candidate.record, new_id)


def _keep_next_id(record: EventRecord, new_id: Callable[[], int]) -> None:
    """Give an event an id whose next one is free."""
    record.next_id = new_id()
    while record.next_id != record.id + 1:
        record.id, record.next_id = record.next_id, new_id()


def in_order(candidates: Sequence[Candidate]) -> list[Any]:
    """Return the candidates to settle, in the order of (occurred_at, position)."""
    accepted = [
        (candidate.record.occurred_at, candidate.position, candidate) for candidate in candidates if candidate.record
    ]
    return [candidate for _, _, candidate in sorted(accepted, key=itemgetter(0, 1))]


def _needs_lots(program: Program, record: EventRecord) -> bool:
    is_refund = program.event_types[record.type].refunds
    return is_refund or record.type in NEEDS_LOTS or bool(getattr(record.data, "pay_with", ()))


def _unfit_receiver(settler: Settler, record: EventRecord) -> Problem | None:
    """Return why an order or an amount cannot go to the member that is named, or None."""
    if record.type not in HANDS_OVER:
        return None
    receiver = settler.states.get(decode(Prefix.MEMBER, record.data.to))
    if receiver is None:
        return invalid("UNKNOWN_MEMBER", Message("the member does not exist any more"), "data", "to")
    if receiver.status >= MemberStatus.CLOSED:
        name, what = receiver.status.name, "order can be moved" if record.type == MOVED else "amount can be transferred"
        return invalid(
            f"MEMBER_{name}",
            Message("the member is {lower}, so that no {what} there", lower=name.lower(), what=what),
            "data",
            "to",
        )
    return None


@dataclass(slots=True)
class _Known:
    """What the newest attempt has read of earlier events. numbered: the events have their ids."""

    identities: Identities
    numbered: bool = False


def _further(batch: Batch, records: list[EventRecord], known: _Known, states: States) -> Iterator[Read]:
    known.identities = Identities(batch.program)
    yield from identity_reads(batch.session, batch.program, records, known.identities)
    yield from deferred_reads(batch.session, batch.program, states, records)


async def _decide(
    batch: Batch, candidates: Sequence[Candidate], known: _Known, settler: Settler
) -> dict[int, Recorded]:
    session, program, states = batch.session, batch.program, settler.states
    await check_merges(session, program.merchant_id, [one.record for one in in_order(candidates)], states)
    if not known.numbered:
        _number(candidates, batch.kernel.ids.new)
        known.numbered = True
    answers = {}
    for candidate in in_order(candidates):
        answers[candidate.position] = _settle_one(batch, settler, known.identities, candidate)
    settler.finish()
    if batch.simulate:
        await check_claims(session, program, settler.journal)
    else:
        await write(
            session,
            program,
            states,
            settler.journal,
            batch.now,
            batch.kernel.ids.new,
            observed=not batch.history,
            clock_us=batch.kernel.clock.now_us(),
        )
    return answers


def _wanted(program: Program, records: list[EventRecord]) -> Wanted:
    """Return what these events surely need."""
    wanted = Wanted(lots={record.member_id for record in records if _needs_lots(program, record)} | handing(records))
    prefetch(wanted.rewards, program, records)
    wanted.raters = {record.member_id for record in records if record.type == AMENDED}
    wanted.raters |= receivers(record for record in records if record.type == MOVED)
    for record in records:
        earlier = waits_for(program.event_types[record.type])
        if earlier is not None and record.refers:
            wanted.origins.add((record.member_id, earlier, record.refers))
        elif record.type == "entry.reversed":
            wanted.origins.add((record.member_id, "entry", record.data.entry))
        elif record.type in ON_USES:
            wanted.origins.add((record.member_id, "event", str(decode(Prefix.EVENT, record.data.event))))
    return wanted


def _settle_one(batch: Batch, settler: Settler, identities: Identities, candidate: Candidate) -> Recorded:
    assert candidate.record is not None
    record = copy_of(candidate.record)
    state = settler.states.get(record.member_id)
    if state is None:
        problem = Problem("INVALID", "UNKNOWN_MEMBER", Message("the member does not exist any more"), path=("member",))
        return Recorded("INVALID", member_id=record.member_id, problem=problem)
    origin = candidate.origin_of_batch
    if origin is not None and not identities.has_subject(*origin):
        return Recorded("INVALID", problem=of_unknown_origin(batch.program.event_types[record.type], origin[1]))
    earlier = identities.same(record, timed=candidate.given.occurred_at is not None)
    if earlier is not None:
        return earlier
    repeated = _within_once(batch, settler, identities, record)
    if repeated is not None:
        return repeated
    others = [settler.states[id_] for id_ in others_of(batch.program, [record]) if id_ in settler.states]
    record.recorded_at = recorded_at(batch, [state, *others], record)
    if candidate.given.occurred_at is None and record.occurred_at < record.recorded_at:
        record.occurred_at, record.day = record.recorded_at, batch.program.zone.day_of(record.recorded_at)
    unfit = _unfit_receiver(settler, record)
    if unfit is not None:
        return Recorded("INVALID", member_id=record.member_id, problem=unfit)
    result = settler.settle(record)
    if batch.waited and result.problem is not None:
        keep_failed(settler.journal, record, result.problem)
    recorded = _recorded(batch, result)
    if result.problem is None:
        identities.add(record)
    for failed in result.failed:
        identities.remove(failed)
    return recorded


def recorded_at(batch: Batch, states: Sequence[MemberState], record: EventRecord) -> int:
    """Return when an event is recorded: now, or for history as it happened, but not before what its members' clocks have passed.

    What was quicker to lock a member may have looked at the clock later: it is settled first, and so this is recorded after it.
    """
    passed = max(state.clock_at for state in states)
    if batch.history:
        return max(record.occurred_at, passed)
    return batch.now if batch.now >= passed else passed + 1


def _within_once(batch: Batch, settler: Settler, identities: Identities, record: EventRecord) -> Recorded | None:
    type_ = batch.program.event_types[record.type]
    if type_.once is None:
        return None
    first_day = 0 if type_.once == "ever" else parse_window(type_.once).first_day(record.day)
    earlier = identities.within(record, first_day)
    return None if earlier is None else Recorded("DUPLICATE", earlier, record.member_id)


def _recorded(batch: Batch, result: Result) -> Recorded:
    record = result.record
    if result.deferred:
        return Recorded("DEFERRED", record.id, record.member_id)
    if result.problem is not None:
        kept = record.id if record.status >= EventStatus.REFUSED and not batch.simulate else None
        return Recorded(result.problem.outcome, kept, record.member_id, result.document, [], result.problem)
    outcome = "SIMULATED" if batch.simulate else "RECORDED"
    return Recorded(outcome, None if batch.simulate else record.id, record.member_id, result.document, result.changes)
