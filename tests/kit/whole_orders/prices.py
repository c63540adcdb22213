"""What an order costs a member, worked out from the documents of prices and coupons alone, by the sentences of the manual.

Nothing of the engine is used. Amounts are in cents, shares are exact.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

Json = Mapping[str, Any]


class Price(NamedTuple):
    """What an order comes to: the member's prices by line, what is due by line, the freight, and what each coupon saves.

    saved: of goods and of freight, by code of the coupon's kind, in the order of the coupons.
    """

    prices: Sequence[int]
    due: Sequence[int]
    delivery: int
    saved: Sequence[tuple[int, int]]

    @property
    def total(self) -> int:
        """What is payable for the goods."""
        return sum(self.due)


def cents(text: str) -> int:
    """Return an amount of money in cents. It has no more decimals than two."""
    units = Fraction(text) * 100
    assert units.denominator == 1, text
    return int(units)


def money(units: int) -> str:
    """Return cents as an amount of money."""
    return f"{'-' if units < 0 else ''}{abs(units) // 100}.{abs(units) % 100:02}"


def price_of(items: Sequence[Json], delivery: int, benefits: Sequence[Json], coupons: Sequence[Json]) -> Price:
    """Return what lines at the shop's prices cost with these member prices and coupons, whose documents bear their age."""
    asked = [cents(item["amount"]) for item in items]
    prices = [min([amount, *offers]) for amount, offers in zip(asked, _offers(items, asked, benefits), strict=True)]
    if any(_is_free(items, asked, one["memberPrice"]) for one in benefits):
        delivery = 0
    due, saved = list(prices), dict[int, tuple[int, int]]()
    for place in sorted(range(len(coupons)), key=lambda place: _turn(coupons[place])):
        discount = coupons[place]["discount"]
        if discount.get("delivery"):
            saved[place], delivery = (0, delivery), 0
        else:
            saved[place] = _take_off(items, due, coupons[place]), 0
    return Price(prices, due, delivery, [saved[place] for place in range(len(coupons))])


def gives_something(coupon: Json, saving: tuple[int, int]) -> bool:
    """Return True if a coupon has an effect on an order."""
    return saving != (0, 0) or "gift" in coupon["discount"]


# ── member prices


def _offers(items: Sequence[Json], asked: Sequence[int], benefits: Sequence[Json]) -> list[list[int]]:
    """Return the prices that benefits make of each line."""
    offers: list[list[int]] = [[] for _ in items]
    for terms in [one["memberPrice"] for one in benefits if not one["memberPrice"].get("delivery")]:
        pieces = terms.get("mostPieces")
        if not _is_reached(items, asked, terms):
            continue
        for place, item in enumerate(items):
            if not _covers(terms.get("scope"), item) or asked[place] <= 0 or Fraction(item["quantity"]) <= 0:
                continue
            quantity = Fraction(item["quantity"])
            taken = quantity if pieces is None else min(quantity, pieces)
            pieces = None if pieces is None else pieces - taken
            if taken:
                offers[place].append(_half_up(_offer(cents(item["list"]), quantity, taken, terms)))
    return offers


def _offer(listed: int, quantity: Fraction, taken: Fraction, terms: Json) -> Fraction:
    """Return what a line costs if so many of its pieces have the member's price."""
    rest = listed * (quantity - taken) / quantity
    if "each" in terms:
        return taken * cents(terms["each"]) + rest
    return (listed - rest) * (100 - Fraction(terms["percentOff"])) / 100 + rest


def _is_free(items: Sequence[Json], asked: Sequence[int], terms: Json) -> bool:
    return bool(terms.get("delivery")) and _is_reached(items, asked, terms)


def _is_reached(items: Sequence[Json], asked: Sequence[int], terms: Json) -> bool:
    """Return True if the other goods come to enough."""
    scope = terms.get("scope")
    others = [amount for item, amount in zip(items, asked, strict=True) if not scope or not _covers(scope, item)]
    return "orderLeast" not in terms or sum(others) >= cents(terms["orderLeast"])


# ── coupons


def _turn(coupon: Json) -> tuple[int, int, int]:
    """Return when a coupon is taken off: some goods, the whole order, delivery; percentages, amounts, gifts; the oldest."""
    discount = coupon["discount"]
    sort = 2 if discount.get("delivery") else 0 if coupon.get("scope") else 1
    form = 0 if "percent" in discount else 2 if "gift" in discount else 1
    return sort, form, coupon["age"]


def _take_off(items: Sequence[Json], due: list[int], coupon: Json) -> int:
    """Take a coupon off what is due for the lines, spread by largest remainder, and return what it saves."""
    discount = coupon["discount"]
    covered = [place for place, item in enumerate(items) if _covers(coupon.get("scope"), item)]
    positive = [place for place in covered if due[place] > 0]
    left = max(0, min(sum(due), sum(due[place] for place in positive)))
    if "gift" in discount or not left:
        return 0
    if "amount" in discount:
        off = min(cents(discount["amount"]), left)
    else:
        base = left if discount.get("of") != "LIST" else max(0, sum(cents(items[place]["list"]) for place in covered))
        off = min(_half_up(base * Fraction(discount["percent"]) / 100), left)
        off = min(off, cents(discount["most"])) if "most" in discount else off
    exact = {place: Fraction(off * due[place], sum(due[other] for other in positive)) for place in positive}
    parts = {place: floor(share) for place, share in exact.items()}
    for place in sorted(positive, key=lambda place: parts[place] - exact[place])[: off - sum(parts.values())]:
        parts[place] += 1
    for place, part in parts.items():
        due[place] -= part
    return off


def _covers(scope: Json | None, item: Json) -> bool:
    if not scope:
        return True
    if item["sku"] in scope.get("notSkus", ()) or item["category"] in scope.get("notCategories", ()):
        return False
    wanted: Collection[str] = [*scope.get("skus", ()), *scope.get("categories", ())]
    return not wanted or item["sku"] in scope.get("skus", ()) or item["category"] in scope.get("categories", ())


def _half_up(units: Fraction) -> int:
    return floor(units + Fraction(1, 2))
