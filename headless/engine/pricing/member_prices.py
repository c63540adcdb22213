"""Member prices: what each line of an order costs a member who is entitled to benefits, next to its plain price.

A line takes the lowest of the prices that the member's benefits make and the shop's own. They are not added up on one line.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from headless.engine.pricing.baskets import Basket, Line, places
from headless.engine.program.offers import Benefit
from headless.engine.program.prices.member_price_terms import MemberPrice
from headless.engine.values.amounts import part_of

WHOLE = Decimal(100)
HALF = Fraction(1, 2)


class PricedLine(NamedTuple):
    """What a line costs the member, and the benefit that makes it so, None if none does."""

    price: int
    benefit: Benefit | None


def member_prices(basket: Basket, benefits: Iterable[Benefit]) -> list[PricedLine]:
    """Return what the lines of an order cost a member who may use these benefits. Of equal prices the first benefit makes it."""
    best = [PricedLine(line.amount, None) for line in basket.lines]
    for benefit in benefits:
        terms = benefit.member_price
        if terms is not None and not terms.delivery and _is_reached(basket, terms):
            for place, price in _prices(basket.lines, places(basket, terms.scope), terms):
                if price < best[place].price:
                    best[place] = PricedLine(price, benefit)
    return best


def free_delivery(basket: Basket, benefits: Iterable[Benefit]) -> Benefit | None:
    """Return the benefit that makes an order's delivery free, None if none does."""
    for benefit in benefits:
        terms = benefit.member_price
        if terms is not None and terms.delivery and _is_reached(basket, terms):
            return benefit
    return None


def _is_reached(basket: Basket, terms: MemberPrice) -> bool:
    """Return True if the other goods of an order come to enough. If the price is for every line, all of them count."""
    if terms.order_least is None:
        return True
    own = () if terms.scope.is_everything else places(basket, terms.scope)
    goods = (line.amount for place, line in enumerate(basket.lines) if place not in own and not line.card)
    return sum(goods) >= terms.order_least


def _prices(lines: Sequence[Line], own: Sequence[int], terms: MemberPrice) -> Iterable[tuple[int, int]]:
    pieces = None if terms.most_pieces is None else Decimal(terms.most_pieces)
    for place in own:
        line = lines[place]
        if line.amount <= 0 or line.quantity <= 0:
            continue
        taken = line.quantity if pieces is None else min(line.quantity, pieces)
        if pieces is not None:
            pieces -= taken
        if taken:
            yield place, _price(line, taken, terms)


def _price(line: Line, pieces: Decimal, terms: MemberPrice) -> int:
    """Return what a line costs if so many pieces of it have the member's price, half a unit rounded up."""
    if terms.percent_off is not None and pieces == line.quantity:
        return part_of(line.listed, WHOLE - terms.percent_off)
    share = Fraction(pieces) / Fraction(line.quantity)
    rest = line.listed * (1 - share)
    if terms.each is not None:
        ours = Fraction(pieces) * terms.each
    else:
        assert terms.percent_off is not None
        ours = line.listed * share * Fraction(WHOLE - terms.percent_off) / 100
    return floor(ours + rest + HALF)
