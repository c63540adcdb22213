"""Mutations as events: each change by hand is recorded, idempotent under its key, and settled like everything else."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from headless.engine.values.problems import Problem
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.events.guest_events import add_guest_claims, guest_claims_of
from headless.models.tables.ledger.entries import first_entry_of_event
from headless.models.tables.ledger.holds import hold_of_event
from headless.plugins.contract.problems import AT_PLACE
from headless.services.intake.acceptance import EventInput, Request, accept
from headless.services.intake.events import record_events, settle_batch
from headless.services.intake.merged_members import MergedMeanwhile
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed, Recorded
from headless.services.kernel.principals import Principal
from headless.services.settling.decision_loop import Batch
from headless.services.work.retrying import retrying

ATTEMPTS = 5


async def perform(
    kernel: Kernel,
    principal: Principal,
    type_: str,
    data: Mapping[str, Any],
    key: str | None,
    *,
    lookup: Lookup | None = None,
    member_id: int | None = None,
) -> Performed:
    """Record an event of the system's own type for a member, under the idempotency key if there is one."""
    checked_key = None if key is None else read_key(key)
    if isinstance(checked_key, Problem):
        return Performed(member_id, checked_key)
    given = _input(principal, type_, data, checked_key, lookup, member_id)
    recorded = (await record_events(kernel, principal, [given], internal=True))[0]
    return await performed(kernel, principal, recorded)


def _input(
    principal: Principal,
    type_: str,
    data: Mapping[str, Any],
    key: str | None,
    lookup: Lookup | None,
    member_id: int | None,
) -> EventInput:
    return EventInput(
        type_, {name: value for name, value in data.items() if value is not None}, lookup, "mutation", key,
        member_id=member_id, actor=principal.actor,
    )  # fmt: skip


Claims = Callable[[Batch, int], Awaitable[list[int] | Problem]]
"""Claims what waits for a member, and returns the events, or a problem."""


class _Undone(Exception):
    """Leaves the transaction without keeping anything."""


async def perform_and(
    kernel: Kernel,
    principal: Principal,
    type_: str,
    data: Mapping[str, Any],
    key: str | None,
    member_id: int,
    then: Claims,
) -> Performed:
    """Record an event like `perform`, and in the same transaction claim what `then` claims.

    `then` gets the member, and returns the events that were claimed, or a problem: then nothing is kept.
    """
    checked_key = None if key is None else read_key(key)
    if isinstance(checked_key, Problem):
        return Performed(member_id, checked_key)
    owner_id = member_id

    async def transaction() -> tuple[Recorded, list[int]]:
        nonlocal owner_id
        try:
            return await attempt(owner_id)
        except MergedMeanwhile as merged:
            owner_id = merged.survivors.get(owner_id, owner_id)
            raise

    async def attempt(member_id: int) -> tuple[Recorded, list[int]]:
        claimed: list[int] = []
        given = _input(principal, type_, data, checked_key, None, member_id)
        async with kernel.db.transaction() as session:
            merchant = await kernel.programs.merchant(session, principal.merchant_id)
            program = await kernel.programs.of(session, merchant)
            batch = Batch(kernel, session, merchant, program, kernel.now(merchant))
            recorded = (await settle_inputs(batch, principal, [given]))[0]
            if recorded.problem is None:
                claimed = await _claimed(batch, recorded, member_id, then, is_keyed=checked_key is not None)
        return recorded, claimed

    try:
        recorded, claimed = await retrying(transaction, ATTEMPTS)
    except _Undone as undone:
        return Performed(owner_id, undone.args[0])
    done = await performed(kernel, principal, recorded)
    done.claimed = claimed
    return done


async def _claimed(batch: Batch, recorded: Recorded, member_id: int, then: Claims, *, is_keyed: bool) -> list[int]:
    """Return what `then` claims, for a repeated request what it claimed at first. Raise _Undone for a problem."""
    session, merchant_id = batch.session, batch.merchant.id
    if recorded.outcome == "DUPLICATE" and recorded.event_id is not None:
        return await guest_claims_of(session, merchant_id, recorded.event_id)
    outcome = await then(batch, member_id)
    if isinstance(outcome, Problem):
        raise _Undone(outcome)
    if is_keyed and recorded.event_id is not None:
        await add_guest_claims(session, merchant_id, recorded.event_id, outcome)
    return outcome


async def settle_inputs(batch: Batch, principal: Principal, inputs: Sequence[EventInput]) -> list[Recorded]:
    """Record events of the system's own in a transaction that does more."""
    request = Request(principal, inputs, internal=True)
    return await settle_batch(batch, await accept(batch.kernel, batch.session, batch.program, [request], batch.now))


async def settle_own(batch: Batch, principal: Principal, given: EventInput, content_hash: str) -> Recorded:
    """Record one event of the system's own in a transaction that does more. content_hash: of the request that made it."""
    request = Request(principal, [given], internal=True)
    candidates = await accept(batch.kernel, batch.session, batch.program, [request], batch.now)
    for candidate in candidates:
        if candidate.record is not None:
            candidate.record.content_hash = content_hash
    return (await settle_batch(batch, candidates))[0]


async def performed(kernel: Kernel, principal: Principal, recorded: Recorded) -> Performed:
    """Return what an event did, for the caller. A repeated key is answered as the first time."""
    if recorded.problem is not None or recorded.event_id is None or recorded.member_id is None:
        return Performed(recorded.member_id, _for_caller(recorded.problem))
    async with kernel.db.read() as session:
        return await _outcome(session, principal.merchant_id, recorded.member_id, recorded.event_id)


def _for_caller(problem: Problem | None) -> Problem | None:
    """Return a problem in the words of the mutation's input, which has neither data nor an external id."""
    if problem is None:
        return None
    if problem.code == "KEY_CONFLICT":
        return replace(key_conflict(problem.data["key"]), data=problem.data)
    path = problem.path[1:] if problem.path[:1] == ("data",) else problem.path
    if problem.code == "INVALID_DATA":
        return replace(problem, message=_without_lead(problem.message), path=path)
    return replace(problem, path=path)


def _without_lead(message: Message) -> Message:
    """Return a message about data without the event type before it, which the mutation's caller does not know."""
    return message.parameters["wrong"] if message.template == AT_PLACE else message


async def _outcome(session: Session, merchant_id: int, member_id: int, event_id: int) -> Performed:
    entry = await first_entry_of_event(session, merchant_id, event_id, member_id)
    hold = await hold_of_event(session, merchant_id, member_id, event_id)
    done = Performed(member_id, None, event_id)
    if entry is not None:
        done.entry_id, done.kind_id = entry.id, entry.kind_id
    if hold is not None:
        done.hold_id, done.kind_id = hold.id, hold.kind_id
    return done
