"""What stands against an event before any rule is asked: its origin, the member's status, what it asks of the ledger."""

from headless.engine.declarations.rules import EventType
from headless.engine.handlers.event_plans import EventPlan
from headless.engine.member.orders.order_changes import MOVED
from headless.engine.member.provenance import is_remade
from headless.engine.member.records import EventRecord
from headless.engine.member.status import MemberStatus
from headless.engine.program.partners import LEAD as PARTNER
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid
from headless.ids import decode
from headless.messages import Message

CLOSED_MEMBER = frozenset({"MEMBER_CLOSED", "MEMBER_ERASED"})
"""The codes of problems of events for members who are closed or erased."""


def admit(turn: Turn, plan: EventPlan) -> Problem | None:
    """Find the event's origin, and return what stands against the event before its handler is asked."""
    if plan.type is not None:
        problem = find_origin(turn, plan.type) or (_of_status(turn, plan) if turn.state.status else None)
        if problem is not None:
            return problem
    if plan.waits_for and waits(turn) and (plan.waits_for, turn.event.refers) in turn.state.facts.foreign:
        return of_another_member(turn.event, plan)
    return None


def cannot_wait(turn: Turn, plan: EventPlan, owner_id: int | None) -> Problem | None:
    """Return why an event cannot wait for the order or payment that it names, which is not this member's.

    owner_id: whose it is, if this run has settled it. A move never waits.
    """
    if owner_id is not None and owner_id != turn.state.id:
        return of_another_member(turn.event, plan)
    if turn.event.type == MOVED:
        return invalid(
            "UNKNOWN_ORDER",
            Message("order {refers} is not known; send it first, then move it", refers=turn.event.refers),
            "data",
            "orderId",
        )
    return None


def find_origin(turn: Turn, type_: EventType) -> Problem | None:
    """Find the earlier event that this one refers to, or return why what it names cannot be one."""
    event, state = turn.event, turn.state
    if type_.refers is not None and event.refers is not None:
        origin = state.facts.origin(type_.refers[1], event.refers)
        is_others = event.source.startswith(PARTNER) and origin is not None and origin.event.source != event.source
        # what a partner did not send is for it as if it were not there
        turn.origin = None if is_others else origin
    elif event.type == "entry.reversed":
        try:
            entry_id = decode("ent", event.data.entry)
        except Invalid as fault:
            return invalid(fault.code, fault.message, "entry")
        turn.origin = state.facts.origin_of_entry(entry_id, event.data.entry)
    return None


def of_another_member(refund: EventRecord, plan: EventPlan) -> Problem:
    """Return the problem of a refund whose order or payment belongs to another member."""
    assert plan.type is not None
    assert plan.type.refers is not None
    noun, name = plan.type.origin_noun, plan.type.refers[0]
    message = Message(
        "{noun} {refers} belongs to another member; send the refund for that one", noun=noun, refers=refund.refers
    )
    return invalid(f"{noun.upper()}_OF_ANOTHER_MEMBER", message, "data", name)


def is_over(turn: Turn) -> bool:
    """Return True if the member is closed, and the event follows from the clock or from another event of the member's."""
    return turn.state.status >= MemberStatus.CLOSED and is_remade(turn.event.source, turn.event.external_id)


def of_closed_member(status: MemberStatus) -> Problem:
    """Return the problem of an event for a member who is closed or erased."""
    message = Message("the member is {lower}; only refunds of known orders are taken", lower=status.name.lower())
    return invalid(f"MEMBER_{status.name}", message)


def waits(turn: Turn) -> bool:
    """Return True if a refund came before what it refunds."""
    return turn.event.refers is not None and turn.origin is None


def check_event(turn: Turn, plan: EventPlan) -> Checked | Problem:
    """Return what the handler's later steps need, or what stands against the event."""
    try:
        checked: Checked | Problem = plan.handler.check(turn)
    except Invalid as fault:
        return invalid(fault.code, fault.message, "data")
    return checked


def count_event(turn: Turn, plan: EventPlan, checked: Checked) -> list[Count] | Problem:
    """Return what the event adds to the daily totals, or why its amounts cannot be counted."""
    try:
        counts = plan.handler.counts(turn, checked)
    except Invalid as fault:
        return invalid(fault.code, fault.message, "data")
    if plan.counted_as is not None:
        counts.append(Count(plan.counted_as, turn.event.day, 1))
    return counts


def _of_status(turn: Turn, plan: EventPlan) -> Problem | None:
    status = turn.state.status
    if status >= MemberStatus.CLOSED and not (plan.refunds and turn.origin) and not is_over(turn):
        taken = status is MemberStatus.CLOSED and plan.handler.takes_closed(turn)
        return None if taken else of_closed_member(status)
    if status == MemberStatus.FROZEN and plan.request:
        return refused("MEMBER_FROZEN", Message("the member is frozen; requests are refused until that is lifted"))
    return None
