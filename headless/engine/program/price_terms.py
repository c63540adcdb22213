"""Terms of prices: which lines of an order they are for, what members pay, and under which terms coupons are used."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from headless.engine.values.amounts import to_units
from headless.engine.values.spelling import spelled

Base = Literal["LIST", "RUNNING"]
"""What a percentage is taken of: the plain prices, or what is still to be paid when its turn comes."""


@dataclass(frozen=True, slots=True)
class LineScope:
    """Which lines of an order something is for: those of a sku, a category or a brand, less what is left out.

    All lines if no sku, category or brand is named.
    """

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    not_skus: frozenset[str] = frozenset()
    not_categories: frozenset[str] = frozenset()
    not_brands: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """True if no line is left out."""
        return self == EVERYTHING

    def covers(self, sku: str, category: str | None, brand: str | None) -> bool:
        """Return True if a line of this sku, category and brand is one of them."""
        if sku in self.not_skus or category in self.not_categories or brand in self.not_brands:
            return False
        if not (self.skus or self.categories or self.brands):
            return True
        return sku in self.skus or category in self.categories or brand in self.brands


EVERYTHING = LineScope()


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


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """How coupons of a kind may be used.

    channels, stores: where (empty: anywhere). first_order: only with a member's first order. group: at most one coupon of a
    group on an order. alone: with no other coupon. most_per_order: how many coupons of the kind on an order (None: any number).
    per_member: how many a member may have of it in all (None: any number).
    """

    scope: LineScope = EVERYTHING
    channels: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    first_order: bool = False
    group: str | None = None
    alone: bool = False
    most_per_order: int | None = None
    per_member: int | None = None


ANY_TERMS = CouponTerms()


def line_scope(document: Mapping[str, Any] | None) -> LineScope:
    """Return the scope of a stored document, or every line if there is none."""
    if not document:
        return EVERYTHING
    return LineScope(
        _codes(document, "skus"),
        _codes(document, "categories"),
        _codes(document, "brands"),
        _codes(document, "notSkus"),
        _codes(document, "notCategories"),
        _codes(document, "notBrands"),
    )


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


def coupon_terms(document: Mapping[str, Any]) -> CouponTerms:
    """Return the terms of a stored coupon kind."""
    return CouponTerms(
        line_scope(document.get("scope")),
        _codes(document, "channels"),
        _codes(document, "stores"),
        bool(document.get("firstOrder")),
        document.get("group"),
        bool(document.get("alone")),
        document.get("mostPerOrder"),
        document.get("perMember"),
    )


def _codes(document: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(spelled(code) for code in document.get(name) or ())


def _money(text: str | None, decimals: int) -> int | None:
    return None if text is None else to_units(text, decimals)
