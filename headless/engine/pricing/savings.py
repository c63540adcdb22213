"""What coupons take off an order, one after the other in one fixed order.

Coupons for some lines come first, then those for the whole order, then those for the freight. Of each sort percentages come
before amounts, gifts last, and older kinds before newer ones. Which coupon was typed first is nothing.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from headless.engine.pricing.baskets import Basket, places
from headless.engine.program.offers import CouponKind
from headless.engine.program.prices.line_scopes import LineScope
from headless.engine.values.amounts import part_of, shares


class Saving(NamedTuple):
    """What one coupon takes off: of the goods, in all and by line, and of the freight (None: all of it, at what it costs).

    gift: what is given with the order instead.
    """

    amount: int
    lines: Sequence[int] = ()
    delivery: int | None = 0
    gift: str | None = None

    @property
    def has_effect(self) -> bool:
        """True if it takes anything off, or gives something."""
        return self.amount > 0 or self.delivery != 0 or self.gift is not None


NOTHING = Saving(0)


def turn_of(kind: CouponKind) -> tuple[int, int, int]:
    """Return the place of a kind in the order in which coupons are taken off."""
    discount = kind.discount
    stage = 2 if discount.delivery else 1 if kind.terms.scope.is_everything else 0
    form = 0 if discount.percent is not None else 2 if discount.gift is not None else 1
    return stage, form, kind.id


class _Goods(NamedTuple):
    """The lines of an order that coupons of a scope are for, and what they come to before coupons."""

    places: tuple[int, ...]
    eligible: int


class Pricing:
    """An order's lines at the member's prices, and what coupons take off them.

    before: what each line costs before coupons. free_delivery: the freight is free without a coupon. goods: what the lines that
    sell no card come to, of which alone coupons take something off.
    """

    __slots__ = ("_of_kind", "_of_scope", "basket", "before", "delivery", "goods", "total")

    def __init__(self, basket: Basket, before: Sequence[int], *, free_delivery: bool = False) -> None:
        self.basket, self.before = basket, before
        self.total = sum(before)
        self.goods = sum(cost for line, cost in zip(basket.lines, before, strict=True) if not line.card)
        self.delivery = 0 if free_delivery else basket.delivery
        self._of_kind: dict[int, _Goods] = {}
        self._of_scope: dict[LineScope, _Goods] = {}

    def covered(self, kind: CouponKind) -> tuple[int, ...]:
        """Return the positions of the lines that a kind is for."""
        return self._goods_of(kind).places

    def eligible(self, kind: CouponKind) -> int:
        """Return what the lines that a kind is for come to before coupons. A minimum is compared with that."""
        return self._goods_of(kind).eligible

    def worth_of(self, kind: CouponKind, left: int) -> int:
        """Return what a coupon takes off the goods if those that it is for still cost `left`."""
        discount = kind.discount
        if discount.amount is not None:
            return min(discount.amount, left)
        if discount.percent is None:
            return 0
        off = part_of(left if discount.of == "RUNNING" else self._listed(kind), discount.percent)
        return min(off, left) if discount.most is None else min(off, left, discount.most)

    def alone(self, kind: CouponKind) -> Saving:
        """Return what a coupon takes off by itself. By line it is not told."""
        if kind.discount.delivery:
            return Saving(0, (), self.delivery)
        if kind.discount.gift is not None:
            return Saving(0, gift=kind.discount.gift)
        return Saving(self.worth_of(kind, self.eligible(kind)))

    def take(self, kind: CouponKind, running: Sequence[int], goods: int, delivery: int | None) -> Saving:
        """Return what a coupon takes off, by line: in proportion to what the lines still cost, by largest remainder.

        goods: what the lines that sell no card still come to.
        """
        if kind.discount.delivery:
            return Saving(0, (), delivery)
        if kind.discount.gift is not None:
            return Saving(0, gift=kind.discount.gift)
        covered = [place for place in self.covered(kind) if running[place] > 0]
        costs = [running[place] for place in covered]
        amount = self.worth_of(kind, max(0, min(goods, sum(costs))))
        if amount == 0:
            return NOTHING
        off = [0] * len(running)
        for place, share in zip(covered, shares(amount, costs), strict=True):
            off[place] = share
        return Saving(amount, off)

    def apply(self, kinds: Iterable[CouponKind]) -> "Priced":
        """Take coupons off in their fixed order, whatever order they are given in."""
        listed = list(kinds)
        savings: list[Saving] = [NOTHING] * len(listed)
        running, goods, delivery = list(self.before), self.goods, self.delivery
        for place in sorted(range(len(listed)), key=lambda place: turn_of(listed[place])):
            saving = savings[place] = self.take(listed[place], running, goods, delivery)
            for line, off in enumerate(saving.lines):
                running[line] -= off
            goods -= saving.amount
            if saving.delivery != 0:
                delivery = 0
        return Priced(running, sum(running), delivery, savings)

    def _listed(self, kind: CouponKind) -> int:
        return max(0, sum(self.basket.lines[place].listed for place in self.covered(kind)))

    def _goods_of(self, kind: CouponKind) -> _Goods:
        known = self._of_kind.get(kind.id)
        if known is None:
            scope = kind.terms.scope
            if scope not in self._of_scope:
                self._of_scope[scope] = self._goods(scope)
            known = self._of_kind[kind.id] = self._of_scope[scope]
        return known

    def _goods(self, scope: LineScope) -> _Goods:
        covered = places(self.basket, scope)
        positive = sum(self.before[place] for place in covered if self.before[place] > 0)
        return _Goods(covered, max(0, min(self.goods, positive)))


class Priced(NamedTuple):
    """An order after coupons: what each line costs, all of them, and the freight, and what each coupon took off, as given."""

    lines: Sequence[int]
    total: int
    delivery: int | None
    savings: Sequence[Saving]
