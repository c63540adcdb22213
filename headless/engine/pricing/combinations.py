"""The best combination of coupons for an order: the one that saves most.

Coupons only take off what is still to be paid, so none saves more with others than alone. That bounds what a combination can
still save, and most need not be tried. The search gives up after `MOST_TRIED` steps; then the best so far counts, which is never
worse than taking the largest savings first.
"""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from headless.engine.pricing.savings import Pricing, turn_of
from headless.engine.program.offers import CouponKind

MOST_TRIED = 300
MOST_COUPONS = 50
"""How many coupons one order may name."""


class Choice(NamedTuple):
    """Coupons that go together, by their positions among those that were given, and what they save of goods and freight."""

    chosen: tuple[int, ...]
    saves: int


NONE = Choice((), 0)


class _Left(NamedTuple):
    """What is left to pay. lines: what each line costs, while coupons for some goods follow. positive: all of those above 0.

    Lines that sell cards count in neither positive nor total.
    """

    lines: Sequence[int]
    positive: int
    total: int
    delivery: int


def best_combination(pricing: Pricing, kinds: Sequence[CouponKind]) -> Choice:
    """Return the coupons that save most together. Of equal savings fewer coupons count, then those given first.

    Each of `kinds` is one coupon that can be used on its own. A coupon is left out if the others save as much without it.
    """
    alone = {kind.id: _alone(pricing, kind) for kind in {kind.id: kind for kind in kinds}.values()}
    useful = [place for place, kind in enumerate(kinds) if alone[kind.id] > 0]
    useful.sort(key=lambda place: (turn_of(kinds[place]), place))
    search = _Search(pricing, kinds, useful, [alone[kinds[place].id] for place in useful])
    priced = zip(pricing.basket.lines, pricing.before, strict=True)
    positive = sum(cost for line, cost in priced if cost > 0 and not line.card)
    left = _Left(pricing.before, positive, pricing.goods, pricing.delivery or 0)
    search.start_from(_largest_first(kinds, useful, alone), left)
    search.go(0, (), left, 0)
    search.leave_out_what_adds_nothing(left)
    return search.best


def _alone(pricing: Pricing, kind: CouponKind) -> int:
    saving = pricing.alone(kind)
    return saving.amount + (saving.delivery or 0)


def goes_with(kind: CouponKind, others: Iterable[CouponKind]) -> bool:
    """Return True if nothing stands against using a coupon with others."""
    terms, same = kind.terms, 0
    for other in others:
        if terms.alone or other.terms.alone or (terms.group is not None and terms.group == other.terms.group):
            return False
        same += other.id == kind.id
    return terms.most_per_order is None or same < terms.most_per_order


def _has_limits(kind: CouponKind) -> bool:
    terms = kind.terms
    return terms.alone or terms.group is not None or terms.most_per_order is not None


def _largest_first(kinds: Sequence[CouponKind], useful: Sequence[int], alone: dict[int, int]) -> list[set[int]]:
    """Return combinations to begin with: what goes together by size, and each coupon that goes with no other."""
    together: list[int] = []
    for place in sorted(useful, key=lambda place: -alone[kinds[place].id]):
        if len(together) == MOST_COUPONS:
            break
        if not kinds[place].terms.alone and goes_with(kinds[place], [kinds[other] for other in together]):
            together.append(place)
    by_itself = [place for place in useful if kinds[place].terms.alone]
    largest = max(by_itself, key=lambda place: alone[kinds[place].id], default=None)
    return [set(together), *(() if largest is None else ({largest},))]


class _Search:
    """A search through combinations in the order in which coupons are taken off. It keeps the best."""

    __slots__ = ("_all_go_together", "_alone", "_bounds", "_ends", "_kinds", "_places", "_pricing", "_tried", "best")

    def __init__(
        self, pricing: Pricing, kinds: Sequence[CouponKind], places: Sequence[int], alone: Sequence[int]
    ) -> None:
        self._pricing, self._places = pricing, places
        self._kinds = {place: kinds[place] for place in places}
        self._alone = dict(zip(places, alone, strict=True))
        self._tried = 0
        self._all_go_together = not any(_has_limits(kind) for kind in self._kinds.values())
        self.best = NONE
        self._bounds = _bounds([kinds[place] for place in places], alone)
        self._ends = [self._end_of_kind(depth) for depth in range(len(places))]

    def start_from(self, combinations: Sequence[Collection[int]], left: _Left) -> None:
        """Try combinations in full, and keep the best of them."""
        for chosen in combinations:
            self._try(chosen, left)

    def leave_out_what_adds_nothing(self, left: _Left) -> None:
        """Leave out each coupon of the best combination that the others make up for, the smallest first.

        They can only where something is paid for in full: there a coupon takes off no more than is left.
        """
        after = self._try(self.best.chosen, left)
        if after.total > 0 and not any(cost <= 0 < plain for cost, plain in zip(after.lines, left.lines, strict=True)):
            return
        for place in sorted(self.best.chosen, key=lambda place: (self._alone[place], -place)):
            others = [other for other in self.best.chosen if other != place]
            if sum(self._alone[other] for other in others) >= self.best.saves:
                self._try(others, left)

    def _try(self, chosen: Collection[int], left: _Left) -> _Left:
        """Keep a combination if it is the best so far. Return what is left after it."""
        kept: tuple[int, ...] = ()
        after, saved = left, 0
        for place in self._places:
            if place in chosen:
                after, saving = self._after(self._kinds[place], after)
                if saving:
                    kept, saved = (*kept, place), saved + saving
        self._keep(kept, saved)
        return after

    def go(self, depth: int, chosen: tuple[int, ...], left: _Left, saved: int) -> None:
        """Try all combinations of the coupons from `depth` on, with those that are chosen."""
        self._keep(chosen, saved)
        if depth == len(self._places) or len(chosen) == MOST_COUPONS or self._tried >= MOST_TRIED:
            return
        sums = self._bounds[depth]
        rest = sums[min(MOST_COUPONS - len(chosen), len(sums) - 1)]
        if saved + min(rest, left.total + left.delivery) <= self.best.saves:
            return
        self._tried += 1
        place = self._places[depth]
        kind = self._kinds[place]
        if self._all_go_together or goes_with(kind, [self._kinds[other] for other in chosen]):
            after, saving = self._after(kind, left)
            if saving:
                self.go(depth + 1, (*chosen, place), after, saved + saving)
        # Coupons of one kind are alike: one that is left out leaves out the rest of its kind.
        self.go(self._ends[depth], chosen, left, saved)

    def _after(self, kind: CouponKind, left: _Left) -> tuple[_Left, int]:
        """Return what is left after a coupon, and what it saves.

        Those for the whole order come last: from then on only the sum of the lines matters.
        """
        if kind.discount.delivery:
            return left._replace(delivery=0), left.delivery
        if kind.terms.scope.is_everything:
            amount = self._pricing.worth_of(kind, max(0, min(left.total, left.positive)))
            return left._replace(positive=left.positive - amount, total=left.total - amount), amount
        saving = self._pricing.take(kind, left.lines, left.total, left.delivery)
        amount = saving.amount
        if amount == 0:
            return left, 0
        lines = [cost - off for cost, off in zip(left.lines, saving.lines, strict=True)]
        return _Left(lines, left.positive - amount, left.total - amount, left.delivery), amount

    def _end_of_kind(self, depth: int) -> int:
        kind_id, end = self._kinds[self._places[depth]].id, depth + 1
        while end < len(self._places) and self._kinds[self._places[end]].id == kind_id:
            end += 1
        return end

    def _keep(self, chosen: tuple[int, ...], saved: int) -> None:
        if (saved, -len(chosen)) > (self.best.saves, -len(self.best.chosen)):
            self.best = Choice(tuple(sorted(chosen)), saved)


def _bounds(kinds: Sequence[CouponKind], alone: Sequence[int]) -> list[list[int]]:
    """Return, for each position, the most that 0, 1, 2 … of the coupons from there on can save: of each group the largest."""
    largest: list[int] = []
    of_group: dict[str, int] = {}
    bounds = [[0]]
    for kind, saving in zip(reversed(kinds), reversed(alone), strict=True):
        group = kind.terms.group
        before = 0 if group is None else of_group.get(group, 0)
        if saving > before:
            if before:
                largest.remove(before)
            insort(largest, saving)
            if group is not None:
                of_group[group] = saving
        bounds.append([*accumulate(islice(reversed(largest), MOST_COUPONS), initial=0)])
    return bounds[::-1]
