"""What changes an order after it was paid: its refunds and amendments, in the order in which they were settled."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from headless.engine.declarations.rules import EventType
from headless.engine.member.provenance import cause_of
from headless.engine.member.records import EventRecord, OriginFacts
from headless.engine.program.program import Program


class _Change(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def occurred_at(self) -> int: ...


C = TypeVar("C", bound=_Change)
PAID, REFUNDED, AMENDED = "order.paid", "order.refunded", "order.amended"
CHECKOUT_HELD, CHECKOUT_RELEASED = "checkout.held", "checkout.released"
MOVED, RECEIVED = "order.moved", "order.received"
ORDER_CHANGES = (REFUNDED, AMENDED)
NO_ORDER = "quote"
"""The number of an order that is only asked about and has none yet."""


def waits_for(declared: EventType | None) -> str | None:
    """Return the type of the earlier event for which events of a type wait if they come first, or None."""
    if declared is None:
        return None
    return PAID if declared.name in (AMENDED, MOVED) else declared.refunded_type


def changers(program: Program, type_: str) -> tuple[str, ...]:
    """Return the types of the events that change what earlier ones of a type are: refunds, and amendments of orders."""
    return (*program.refunded_by.get(type_, ()), *((AMENDED,) if type_ == PAID else ()))


def as_order(event: EventRecord, order: Any) -> EventRecord:
    """Return the receipt of an order that was moved as the order that it is for its member."""
    return replace(event, type=PAID, subject=event.refers, data=order)


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


def orders_now(orders: Iterable[OriginFacts], changes: Iterable[EventRecord]) -> list[EventRecord]:
    """Return the orders that stand, as they are now, from what changed them. Wholly refunded and moved ones are left out.

    changes: in the order in which they were recorded.
    """
    by_order: dict[tuple[int, str], list[EventRecord]] = {}
    for change in changes:
        by_order.setdefault((change.member_id, change.refers or ""), []).append(change)
    standing = []
    for origin in orders:
        event = origin.event
        ours = in_order(event.id, by_order.get((event.member_id, event.subject or ""), ()))
        if not _is_moved(origin, ours) and not is_wholly_refunded(origin):
            standing.append(origin.event)
    return standing


def _is_moved(origin: OriginFacts, changes: Iterable[EventRecord]) -> bool:
    """Take in changes of an order until it is moved, and return True if it is. Those of before its receipt are in it."""
    moved_by = cause_of(origin.event.source, origin.event.external_id)
    for change in changes:
        if moved_by is not None and change.id <= moved_by:
            continue
        if change.type == MOVED:
            return True
        if change.type != RECEIVED:
            note_change(origin, change.type, change.data)
    return False


def came_before(change: Any) -> tuple[int, int]:
    """Return by what those changes of an order that came before it are sorted."""
    return change.occurred_at, change.id


def in_order(order_id: int, changes: Iterable[C]) -> list[C]:
    """Return changes of an order in the order in which they were settled: first those that came before it and waited.

    changes: in the order in which they were recorded.
    """
    listed = list(changes)
    waited = sorted((change for change in listed if change.id < order_id), key=came_before)
    return waited + [change for change in listed if change.id > order_id]


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
