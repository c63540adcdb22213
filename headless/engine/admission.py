"""What stands against an event before any rule is asked: its origin, the member's status, what it asks of the ledger."""

from headless.engine.handlers import handler_of
from headless.engine.keys import event_key
from headless.engine.problems import Problem, invalid, refused
from headless.engine.program import Program
from headless.engine.rules import EventType
from headless.engine.turn import Count, Turn
from headless.errors import Invalid
from headless.ids import decode

FROZEN, CLOSED, ERASED = 1, 2, 3
REFUND = "order.refunded"


def admit(program: Program, turn: Turn) -> Problem | None:
    """Find the event's origin, and say what stands against it; changes nothing. See `waits` for what is too early."""
    type_ = program.event_types.get(turn.event.type)
    if type_ is not None:
        problem = _find_origin(turn, type_) or _of_status(turn, type_)
        if problem is not None:
            return problem
    if waits(turn):
        if ("order.paid", turn.event.refers) in turn.state.foreign:
            message = f"order {turn.event.refers} belongs to another member; send the refund for that one"
            return invalid("ORDER_OF_ANOTHER_MEMBER", message, "data", "orderId")
        return None
    try:
        return handler_of(turn.event.type).check(turn)
    except Invalid as fault:
        return invalid(fault.code, fault.message, "data")


def waits(turn: Turn) -> bool:
    """Whether the event is a refund that came before its order."""
    return turn.event.type == REFUND and turn.event.refers is not None and turn.origin is None


def counted(program: Program, turn: Turn) -> list[Count] | Problem:
    """What the event adds to the daily totals; or why its amounts cannot be counted."""
    event = turn.event
    try:
        counts = handler_of(event.type).counts(turn)
    except Invalid as fault:
        return invalid(fault.code, fault.message, "data")
    if event.type in program.counted_types:
        counts.append(Count(event_key(event.type), event.day, 1))
    return counts


def _find_origin(turn: Turn, type_: EventType) -> Problem | None:
    event, state = turn.event, turn.state
    if type_.refers is not None and event.refers is not None:
        turn.origin = state.origin(type_.refers[1], event.refers)
    elif event.type == "entry.reversed":
        try:
            entry_id = turn.scratch["entry_id"] = decode("ent", event.data.entry)
        except Invalid as fault:
            return invalid(fault.code, fault.message, "entry")
        turn.origin = state.origin_of_entry(entry_id, event.data.entry)
    return None


def _of_status(turn: Turn, type_: EventType) -> Problem | None:
    event, status = turn.event, turn.state.status
    if status in (CLOSED, ERASED) and event.source != "engine" and not (event.type == REFUND and turn.origin):
        word = "closed" if status == CLOSED else "erased"
        return invalid("MEMBER_" + word.upper(), f"the member is {word}; only refunds of known orders are taken")
    if status == FROZEN and type_.request:
        return refused("MEMBER_FROZEN", "the member is frozen; requests are refused until that is lifted")
    return None
