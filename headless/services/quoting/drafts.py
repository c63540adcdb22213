"""An order that is asked about, read as the event that would record it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.handlers.orders import foreign_currency
from headless.engine.member.orders.line_totals import fitted_lines, misfit
from headless.engine.member.orders.order_changes import NO_ORDER, PAID
from headless.engine.program.program import Program
from headless.engine.rewards.cards.known import key_of
from headless.engine.values.amounts import to_units
from headless.errors import Denied, Invalid
from headless.messages import Message
from headless.plugins.contract.payloads import accept_payload
from headless.services.kernel.limiting.coupon_codes import is_outside
from headless.services.kernel.principals import Principal
from headless.services.quoting.input_paths import input_path

SEES_CARDS = "cards:read"


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order that is asked about: its typed data, its freight in units of money, and the codes to use.

    delivery: None if it is not known. named: None for the best coupons.
    """

    data: Any
    delivery: int | None = None
    named: Sequence[str] | None = None

    def cards(self) -> list[int | str]:
        """Return by what the lines name the cards that they sell."""
        return [key_of(item.card) for item in self.data.items or () if item.card is not None]


def check_cards(principal: Principal, draft: OrderDraft) -> None:
    """Raise Denied if an order names cards that it sells, and the one who asks is not of the merchant, or may not see cards."""
    if draft.cards() and is_outside(principal):
        raise Denied(Message("tokens of members and partners sell no cards"), code="FORBIDDEN")
    if draft.cards():
        principal.require(SEES_CARDS)


def read_draft(program: Program, given: Mapping[str, Any], named: Sequence[str] | None = None) -> OrderDraft:
    """Return an order as it is asked about: its data as that of `order.paid`, and its `delivery`.

    Raises:
        Invalid: As for the event, naming the field, or with LINES_DO_NOT_ADD_UP.
    """
    raw = {"orderId": NO_ORDER, **{name: value for name, value in given.items() if value is not None}}
    delivery = raw.pop("delivery", None)
    currency = program.money
    try:
        data: Any = accept_payload(program.event_types[PAID], raw, b"", currency=currency).data
    except Invalid as fault:
        raise Invalid(fault.message, code=fault.code, data=_in_input(fault.data)) from None
    fitted = fitted_lines(data, program.decimals) if data.items else data
    problem = foreign_currency(program, data, "order") or (misfit(data, "order") if fitted is None else None)
    if problem is not None:
        raise Invalid(problem.message, code=problem.code, data={"path": list(problem.path)})
    freight = None if delivery is None else to_units(delivery, program.decimals)
    if freight is not None and freight < 0:
        message = Message("delivery is {delivery}; give what the freight costs, 0 or more", delivery=delivery)
        raise Invalid(message, code="INVALID_AMOUNT", data={"path": ["order", "delivery"]})
    return OrderDraft(fitted, freight, named)


def _in_input(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a fault in an order's data, with paths as they are in the input that asks about it."""
    told = {**data, "path": list(input_path(("data", *data.get("path", ()))))}
    if "problems" in data:
        told["problems"] = [
            {**problem, "path": list(input_path(("data", *problem["path"])))} for problem in data["problems"]
        ]
    return told
