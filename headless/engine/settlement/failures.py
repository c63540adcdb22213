"""What stops a request, and keeping what was refused or failed so that it can be told. Identities and business keys stay free."""

from collections.abc import Mapping
from typing import Any

from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.admission import CLOSED_MEMBER
from headless.engine.member.journal import DecisionRecord, EventProblem, Journal
from headless.engine.member.provenance import ENGINE, cause_of
from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem


def stopped(proposal: Proposal) -> Problem | None:
    """Return why rules stop a request: one refused it, or one that guards it failed."""
    if proposal.refusal is not None:
        instance, refusal = proposal.refusal
        data = {"rule": instance.rule, "data": dict(refusal.data)}
        return Problem("REFUSED", refusal.code, refusal.message, "Refused", data)
    if proposal.failed_gate is not None:
        rule = proposal.failed_gate.rule
        message = f"the rule {rule} failed, so the request could not be checked; try again later"
        return Problem("REFUSED", "RULE_FAILED", message, "Refused", {"rule": rule, "data": None})
    return None


def keep_refused(turn: Turn, problem: Problem, document: list[Mapping[str, Any]]) -> None:
    """Keep a refused request with its decisions, if any rule was asked. One that a rule emitted has failed."""
    event = turn.event
    if turn.request and document:
        cause_id = cause_of(event.source, event.external_id)
        event.status = EventStatus.REFUSED if cause_id is None else EventStatus.FAILED
        turn.journal.events.append(event)
        turn.journal.decisions.append(DecisionRecord(event.id, turn.state.id, document))
        turn.journal.problems.append(EventProblem.of(event, problem, cause_id))


def keep_emitted(journal: Journal, event: EventRecord, problem: Problem) -> None:
    """Keep an event as failed if a rule emitted it for this member, so that its cause can tell of it.

    What a job or a ranking made for a member who is closed has failed, too. Its other problems are the job's own fault.
    """
    cause_id = cause_of(event.source, event.external_id)
    is_of_closed = event.source == ENGINE and problem.code in CLOSED_MEMBER
    if (cause_id is not None or is_of_closed) and event.status is EventStatus.RECORDED:
        keep_failed(journal, event, problem, cause_id)


def keep_failed(journal: Journal, event: EventRecord, problem: Problem, cause_id: int | None = None) -> None:
    """Keep an event as failed, with its problem. cause_id: the event whose rule emitted it."""
    has_waited = event.status is EventStatus.DEFERRED
    event.status = EventStatus.FAILED
    (journal.settled if has_waited else journal.events).append(event)
    journal.problems.append(EventProblem.of(event, problem, cause_id))
