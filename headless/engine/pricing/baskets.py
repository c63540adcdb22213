"""The lines of an order before it is paid."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from headless.engine.program.prices.line_scopes import LineScope


class Line(NamedTuple):
    """A line of an order: what it is, its plain price, and what the shop asks for it before member prices and coupons.

    Both amounts are of the whole line, in units of money. What is handed back in an exchange is negative. card: it sells a card,
    which is no goods: it has no member price, and no coupon is for it.
    """

    sku: str
    quantity: Decimal
    listed: int
    amount: int
    category: str | None = None
    brand: str | None = None
    card: bool = False


class Basket(NamedTuple):
    """An order before it is paid. delivery: what its freight costs, in units of money, None if that is not known."""

    lines: Sequence[Line]
    channel: str | None = None
    store: str | None = None
    delivery: int | None = None


def places(basket: Basket, scope: LineScope) -> tuple[int, ...]:
    """Return the positions of the lines that a scope covers. None covers a line that sells a card."""
    return tuple(
        place
        for place, line in enumerate(basket.lines)
        if not line.card and (scope.is_everything or scope.covers(line.sku, line.category, line.brand))
    )
