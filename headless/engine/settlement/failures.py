"""What stops a request, and keeping what was refused or failed so that it can be told. Identities and business keys stay free."""

from collections.abc import Mapping
from typing import Any

from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.admission import CLOSED_MEMBER
from headless.engine.handlers.event_plans import EventPlan
from headless.engine.member.journal import DecisionRecord, EventProblem, Journal
from headless.engine.member.provenance import ENGINE, cause_of
from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.metrics.events import REFERRAL, VOIDED
from headless.engine.texts.told import read_text
from headless.engine.turn import Count, Follow, Turn
from headless.engine.values.problems import Problem
from headless.ids import Prefix, encode
from headless.messages import Message


def stopped(proposal: Proposal) -> Problem | None:
    """Return why rules stop a request: one refused it, or one that guards it failed."""
    if proposal.refusal is not None:
        instance, refusal = proposal.refusal
        data = {"rule": instance.rule, "data": dict(refusal.data)}
        return Problem("REFUSED", refusal.code, Message.plain(read_text(refusal.message) or ""), "Refused", data)
    if proposal.failed_gate is not None:
        rule = proposal.failed_gate.rule
        message = Message("the rule {rule} failed, so the request could not be checked; try again later", rule=rule)
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
        _free_cause(turn.journal, event)


def keep_emitted(journal: Journal, event: EventRecord, problem: Problem) -> None:
    """Keep an event as failed if a rule emitted it for this member, so that its cause can tell of it.

    What a job or a ranking made for a member who is closed has failed, too. Its other problems are the job's own fault.
    """
    cause_id = cause_of(event.source, event.external_id)
    is_of_closed = event.source == ENGINE and problem.code in CLOSED_MEMBER
    if (cause_id is not None or is_of_closed) and event.status is EventStatus.RECORDED:
        keep_failed(journal, event, problem, cause_id)
        _free_cause(journal, event)


def free_if_void(turn: Turn, plan: EventPlan, proposal: Proposal) -> None:
    """Free the business key of an event that came to nothing, so that the good one that follows is taken.

    That is one for which the core does nothing, whose rules all left it out, one of them loudly. If a rule emitted it for the
    member who is the key of its cause, such as the one who was referred, the key of the cause is free as well.
    """
    if not plan.up_to_rules or any(said.skip is None for said in proposal.said):
        return
    if any(said.notice for said in proposal.said):
        turn.event.subject = None
        _free_cause(turn.journal, turn.event)
        if turn.event.type == REFERRAL:
            _void(turn, plan)


def _void(turn: Turn, plan: EventPlan) -> None:
    """Take off a referral before anything is judged by it. Of one that another's rules found void, its member hears later."""
    event = turn.event
    if plan.counted_as is not None:
        turn.count([Count(plan.counted_as, event.day, 1)], -1)
    stored = {"referred": event.data.referred, "referral": encode(Prefix.EVENT, event.id)}
    turn.follow.append(Follow(VOIDED, turn.program.payload(VOIDED, stored), stored, "void"))


def _free_cause(journal: Journal, event: EventRecord) -> None:
    cause_id = cause_of(event.source, event.external_id)
    if cause_id is not None:
        journal.freed.append((cause_id, encode(Prefix.MEMBER, event.member_id)))


def keep_failed(journal: Journal, event: EventRecord, problem: Problem, cause_id: int | None = None) -> None:
    """Keep an event as failed, with its problem. cause_id: the event whose rule emitted it.

    Of a member who is erased nothing new is kept, so that its data goes.
    """
    if problem.code == "MEMBER_ERASED":
        event.json, event.personal = {}, None
    has_waited = event.status is EventStatus.DEFERRED
    event.status = EventStatus.FAILED
    (journal.settled if has_waited else journal.events).append(event)
    journal.problems.append(EventProblem.of(event, problem, cause_id))
