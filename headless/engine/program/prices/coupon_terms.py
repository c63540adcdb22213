"""How coupons of a kind may be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from headless.engine.program.prices.line_scopes import EVERYTHING, LineScope, codes_in, line_scope

Base = Literal["LIST", "RUNNING"]
"""What a percentage is taken of: the plain prices, or what is still to be paid when its turn comes."""


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


def coupon_terms(document: Mapping[str, Any]) -> CouponTerms:
    """Return the terms of a stored coupon kind."""
    return CouponTerms(
        line_scope(document.get("scope")),
        codes_in(document, "channels"),
        codes_in(document, "stores"),
        bool(document.get("firstOrder")),
        document.get("group"),
        bool(document.get("alone")),
        document.get("mostPerOrder"),
        document.get("perMember"),
    )
