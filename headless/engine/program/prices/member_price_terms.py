"""What members pay who are entitled to a benefit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.program.prices.line_scopes import EVERYTHING, LineScope, line_scope
from headless.engine.values.amounts import to_units


@dataclass(frozen=True, slots=True)
class MemberPrice:
    """What members pay who are entitled to a benefit: a percentage less, a fixed price for a piece, or no freight.

    each: the price of a piece, in units of money. order_least: what the other lines of the order must come to, in units of
    money. most_pieces: for how many pieces of an order it holds (None: for all).
    """

    percent_off: Decimal | None = None
    each: int | None = None
    delivery: bool = False
    scope: LineScope = EVERYTHING
    order_least: int | None = None
    most_pieces: int | None = None


def member_price(document: Mapping[str, Any] | None, decimals: int) -> MemberPrice | None:
    """Return the member price of a stored document, or None if there is none. `decimals` are the currency's."""
    if not document:
        return None
    percent = document.get("percentOff")
    return MemberPrice(
        None if percent is None else Decimal(percent),
        _money(document.get("each"), decimals),
        bool(document.get("delivery")),
        line_scope(document.get("scope")),
        _money(document.get("orderLeast"), decimals),
        document.get("mostPieces"),
    )


def _money(text: str | None, decimals: int) -> int | None:
    return None if text is None else to_units(text, decimals)
