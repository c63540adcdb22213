"""What changes an order after it was paid: its refunds and amendments, in the order in which they were settled."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.engine.member.records import OriginFacts
from headless.engine.program.program import Program

PAID, REFUNDED, AMENDED = "order.paid", "order.refunded", "order.amended"
ORDER_CHANGES = (REFUNDED, AMENDED)


def waits_for(declared: EventType | None) -> str | None:
    """Return the type of the earlier event for which events of a type wait if they come first, or None."""
    if declared is None:
        return None
    return PAID if declared.name == AMENDED else declared.refunded_type


def changers(program: Program, type_: str) -> tuple[str, ...]:
    """Return the types of the events that change what earlier ones of a type are: refunds, and amendments of orders."""
    return (*program.refunded_by.get(type_, ()), *((AMENDED,) if type_ == PAID else ()))


def amended_data(order: Any, amendment: Any) -> Any:
    """Return the data of an order as an amendment makes them. Lines and coupons that it leaves out stay."""
    changes: dict[str, Any] = {"total": amendment.total}
    if amendment.items is not None:
        changes |= {"items": amendment.items, "lines_total": amendment.lines_total}
    if amendment.coupons is not None:
        changes["coupons"] = amendment.coupons
    return order.model_copy(update=changes)


def is_wholly_refunded(origin: OriginFacts) -> bool:
    """Return True if refunds gave all of an order back."""
    return bool(origin.refunds) and origin.refunded >= origin.event.data.total


def starts_over(origin: OriginFacts, total: Decimal) -> bool:
    """Return True if an amendment to this total starts an order over: it was wholly refunded, and its refunds are closed."""
    return total > 0 and is_wholly_refunded(origin)


def note_change(origin: OriginFacts, type_: str, data: Any) -> None:
    """Take a refund or an amendment into the facts of its order or payment."""
    if type_ != AMENDED:
        origin.refunds.append(data)
        return
    before = origin.event.data
    if origin.first is None:
        origin.first = before
    if starts_over(origin, data.total):
        origin.refunds = []
    origin.event = replace(origin.event, data=amended_data(before, data))
