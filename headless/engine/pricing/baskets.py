"""The lines of an order before it is paid."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from headless.engine.program.prices.line_scopes import LineScope


class Line(NamedTuple):
    """A line of an order: what it is, its plain price, and what the shop asks for it before member prices and coupons.

    Both amounts are of the whole line, in units of money. What is handed back in an exchange is negative.
    """

    sku: str
    quantity: Decimal
    listed: int
    amount: int
    category: str | None = None
    brand: str | None = None


class Basket(NamedTuple):
    """An order before it is paid. delivery: what its freight costs, in units of money, None if that is not known."""

    lines: Sequence[Line]
    channel: str | None = None
    store: str | None = None
    delivery: int | None = None


def places(basket: Basket, scope: LineScope) -> tuple[int, ...]:
    """Return the positions of the lines that a scope covers."""
    if scope.is_everything:
        return tuple(range(len(basket.lines)))
    return tuple(place for place, line in enumerate(basket.lines) if scope.covers(line.sku, line.category, line.brand))
