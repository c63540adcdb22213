"""What is the same for all events of one type: worked out once for a program, looked up for each event."""

from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.engine.handlers import PLAIN, handler_of
from headless.engine.handlers.handler import Handler, moves_nothing, only_applies
from headless.engine.member.orders.order_changes import PAID, RECEIVED, waits_for
from headless.engine.metrics.events import event_key
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Versions


@dataclass(frozen=True, slots=True)
class EventPlan:
    """How events of a type are settled.

    refunds: the type of the events that they give back. refunded: others give them back.

    type: None if no plugin declares it. request: rules may refuse it. counted_as: the key under which its events are counted.
    remembered: some rule asks for earlier ones. certain: nothing can stand against one of the engine's own, for no rule listens
    and nothing counts or checks it. news: it only tells something; nothing follows. up_to_rules: the core moves nothing for it.
    waits_for: the type of the event for which it waits if it comes first.
    """

    handler: Handler[Any]
    type: EventType | None
    request: bool
    listeners: tuple[Versions, ...]
    counted_as: str | None
    remembered: bool
    certain: bool
    news: bool
    refunds: str | None
    refunded: bool
    up_to_rules: bool
    waits_for: str | None


class EventPlans(dict[str, EventPlan]):
    """The plans of a program's event types, by name, each made when it is first asked for."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program

    def __missing__(self, type_: str) -> EventPlan:
        program = self._program
        # Rules see an order that was moved to its member as an order.
        declared, listeners = (
            program.event_types.get(type_),
            program.listeners.get(PAID if type_ == RECEIVED else type_, ()),
        )
        handler = handler_of(type_, declared)
        counted = type_ in program.counted_types
        certain = not listeners and not counted and only_applies(handler)
        plan = self[type_] = EventPlan(
            handler, declared, declared is not None and declared.request, listeners, event_key(type_) if counted else None,
            type_ in program.past_types, certain, certain and handler is PLAIN,
            None if declared is None else declared.refunded_type, type_ in program.refunded_by, moves_nothing(handler),
            waits_for(declared),
        )  # fmt: skip
        return plan
