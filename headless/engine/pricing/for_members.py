"""An order at the prices of a member, before coupons."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.pricing.baskets import Basket
from headless.engine.pricing.member_prices import PricedLine, free_delivery, member_prices
from headless.engine.pricing.savings import Pricing
from headless.engine.program.offers import Benefit


class MemberPriced(NamedTuple):
    """An order's lines at the prices of a member."""

    basket: Basket
    lines: Sequence[PricedLine]
    free_delivery: Benefit | None
    pricing: Pricing


def priced_for_member(basket: Basket, benefits: Sequence[Benefit]) -> MemberPriced:
    """Return an order's lines at the prices of a member who may use these benefits."""
    lines = member_prices(basket, benefits)
    free = free_delivery(basket, benefits)
    pricing = Pricing(basket, [line.price for line in lines], free_delivery=free is not None)
    return MemberPriced(basket, lines, free, pricing)
