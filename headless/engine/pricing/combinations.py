"""The best combination of coupons for an order: the one that saves most.

Coupons only take off what is still to be paid, so none saves more with others than alone. That bounds what a combination can
still save, and most need not be tried. The search gives up after `MOST_TRIED` steps; then the best so far counts, which is never
worse than taking the largest savings first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.pricing.obstacles import clash
from headless.engine.pricing.savings import Pricing, turn_of
from headless.engine.program.offers import CouponKind

MOST_TRIED = 400
MOST_COUPONS = 50
"""How many coupons one order may name."""


class Choice(NamedTuple):
    """Coupons that go together, by their positions among those that were given, and what they save of goods and freight."""

    chosen: tuple[int, ...]
    saves: int


NONE = Choice((), 0)


def best_combination(pricing: Pricing, kinds: Sequence[CouponKind]) -> Choice:
    """Return the coupons that save most together. Of equal savings the fewest coupons count, then those given first.

    Each of `kinds` is one coupon that can be used on its own. A coupon that saves nothing is left out.
    """
    alone = {kind.id: _alone(pricing, kind) for kind in kinds}
    useful = [place for place, kind in enumerate(kinds) if alone[kind.id] > 0]
    useful.sort(key=lambda place: (turn_of(kinds[place]), place))
    search = _Search(pricing, kinds, useful, [alone[kinds[place].id] for place in useful])
    search.start_from(_largest_first(kinds, useful, alone))
    search.go(0, (), list(pricing.before), pricing.total, pricing.delivery, 0)
    return search.best


def _alone(pricing: Pricing, kind: CouponKind) -> int:
    if kind.discount.delivery:
        return pricing.delivery or 0
    return pricing.worth(kind, pricing.before, pricing.total)


def _largest_first(kinds: Sequence[CouponKind], useful: Sequence[int], alone: dict[int, int]) -> list[tuple[int, ...]]:
    """Return combinations to begin with: what goes together by size, and each coupon that goes with no other."""
    together: list[int] = []
    for place in sorted(useful, key=lambda place: -alone[kinds[place].id]):
        kind = kinds[place]
        if (
            len(together) < MOST_COUPONS
            and not kind.terms.alone
            and not clash(kind, [kinds[other] for other in together])
        ):
            together.append(place)
    by_itself = [place for place in useful if kinds[place].terms.alone]
    largest = max(by_itself, key=lambda place: alone[kinds[place].id], default=None)
    return [tuple(sorted(together)), *(() if largest is None else ((largest,),))]


class _Search:
    """A search through combinations in the order in which coupons are taken off. It keeps the best."""

    __slots__ = ("_alone", "_ends", "_kinds", "_places", "_pricing", "_rest", "_tried", "best")

    def __init__(
        self, pricing: Pricing, kinds: Sequence[CouponKind], places: Sequence[int], alone: Sequence[int]
    ) -> None:
        self._pricing, self._kinds, self._places, self._alone = pricing, kinds, places, alone
        self._tried = 0
        self.best = NONE
        self._rest = _rest_bounds([kinds[place] for place in places], alone)
        self._ends = [self._end_of_kind(depth) for depth in range(len(places))]

    def start_from(self, combinations: Sequence[tuple[int, ...]]) -> None:
        """Try combinations in full, and keep the best of them."""
        for chosen in combinations:
            priced = self._pricing.apply([self._kinds[place] for place in chosen])
            kept = tuple(place for place, saving in zip(chosen, priced.savings, strict=True) if saving.has_effect)
            self._keep(kept, self._saved(priced.total, priced.delivery))

    def go(
        self, depth: int, chosen: tuple[int, ...], running: list[int], total: int, delivery: int | None, saved: int
    ) -> None:
        """Try all combinations of the coupons from `depth` on, with those that are chosen."""
        self._keep(chosen, saved)
        if depth == len(self._places) or len(chosen) == MOST_COUPONS or self._tried >= MOST_TRIED:
            return
        left = total + (delivery or 0)
        if saved + min(self._rest[depth], left) <= self.best.saves:
            return
        self._tried += 1
        place = self._places[depth]
        kind = self._kinds[place]
        if clash(kind, [self._kinds[other] for other in chosen]) is None:
            saving = self._pricing.take(kind, running, total, delivery)
            if saving.has_effect:
                after = [cost - off for cost, off in zip(running, saving.lines or [0] * len(running), strict=True)]
                freight = 0 if saving.delivery != 0 else delivery
                now = saved + saving.amount + (saving.delivery or 0)
                self.go(depth + 1, (*chosen, place), after, total - saving.amount, freight, now)
        # Coupons of one kind are alike: one that is left out leaves out the rest of its kind.
        self.go(self._ends[depth], chosen, running, total, delivery, saved)

    def _end_of_kind(self, depth: int) -> int:
        kind_id, end = self._kinds[self._places[depth]].id, depth + 1
        while end < len(self._places) and self._kinds[self._places[end]].id == kind_id:
            end += 1
        return end

    def _saved(self, total: int, delivery: int | None) -> int:
        pricing = self._pricing
        return pricing.total - total + ((pricing.delivery or 0) - (delivery or 0))

    def _keep(self, chosen: tuple[int, ...], saved: int) -> None:
        if (saved, -len(chosen)) > (self.best.saves, -len(self.best.chosen)):
            self.best = Choice(tuple(sorted(chosen)), saved)


def _rest_bounds(kinds: Sequence[CouponKind], alone: Sequence[int]) -> list[int]:
    """Return, for each position, the most that the coupons from there on can save: of each group the largest saving."""
    bounds, total = [0], 0
    of_group: dict[str, int] = {}
    for kind, saving in zip(reversed(kinds), reversed(alone), strict=True):
        group = kind.terms.group
        if group is None:
            total += saving
        elif saving > of_group.get(group, 0):
            total += saving - of_group.get(group, 0)
            of_group[group] = saving
        bounds.append(total)
    return bounds[::-1]
