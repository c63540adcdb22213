"""What is asked about an order before it is paid, and the order that it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from headless.engine.member.coupons import Coupon
from headless.engine.pricing.for_members import MemberPriced
from headless.engine.pricing.savings import Priced
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.values.amounts import from_units


@dataclass(frozen=True, slots=True)
class Asked:
    """An order's data before member prices and coupons, and what is to be used with it.

    at: when it would be paid. event_id: that of its event, the same however often it is decided, because rules may name it.
    benefits: those that the member may use now. coupons: those that could be used. delivery: its freight in units of money, None
    if that is not known. named: the codes to use, None for the best combination. pay_with: tenders.
    """

    member_id: int
    data: Any
    at: int
    event_id: int
    benefits: Sequence[Benefit] = ()
    coupons: Sequence[Coupon] = ()
    delivery: int | None = None
    named: Sequence[str] | None = None
    pay_with: tuple[Any, ...] = ()


def paid_order(program: Program, asked: Asked, priced: MemberPriced, final: Priced, codes: Sequence[str]) -> Any:
    """Return the data of `order.paid` for an order at its final prices, with the codes of the coupons that it names."""
    money = partial(from_units, decimals=program.decimals)
    changes: dict[str, Any] = {"total": money(final.total), "coupons": tuple(codes), "pay_with": asked.pay_with}
    if asked.data.items:
        changes["items"] = tuple(
            item.model_copy(update={"amount": money(due), "list_price": money(line.listed)})
            for item, line, due in zip(asked.data.items, priced.basket.lines, final.lines, strict=True)
        )
    return asked.data.model_copy(update=changes)
