"""A customer's points under a changed rule, lot by lot: slow, and apart from the product."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fractions import Fraction

from tests.oracle.movements import Movement


@dataclass(frozen=True)
class Rule:
    """Points per unit of currency; at most so many an order; times: what a movement is boosted by."""

    per: Fraction = Fraction(1)
    most: int | None = None
    times: Callable[[Movement], Fraction] = lambda movement: Fraction(1)

    def points(self, movement: Movement) -> int:
        """What a movement earns, or takes back; rounded down once."""
        exact = movement.amount * self.per * self.times(movement) / 100
        capped = exact if self.most is None or movement.is_refund else min(exact, Fraction(self.most))
        return int(capped)


NO_RULE = Rule(Fraction(0))


@dataclass
class Lot:
    """Points of one order: what is left of them, their end if any, and whether the order lies in the window."""

    left: int
    ends: datetime | None
    is_counted: bool


@dataclass
class Purse:
    """A customer's lots and debt, and what was received in a window: for its orders, less what was taken back of their lots."""

    since: datetime | None
    days: int | None
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    received: int = 0

    def add(self, movement: Movement, points: int) -> None:
        """Book an order or a refund."""
        is_counted = self.since is None or movement.at >= self.since
        if movement.is_refund:
            self._take(movement.at, points)
        else:
            self._earn(movement, points, is_counted=is_counted)

    def _earn(self, movement: Movement, points: int, *, is_counted: bool) -> None:
        repaid = min(self.debt, points)
        self.debt -= repaid
        self.lots.append(Lot(points - repaid, self._end(movement), is_counted))
        self.received += points * is_counted

    def _take(self, at: datetime, points: int) -> None:
        valid = [lot for lot in self.lots if lot.ends is None or lot.ends > at]
        # Lots are in order of making; all live equally long, so the oldest ends first.
        for lot in valid:
            part = min(lot.left, points)
            lot.left -= part
            points -= part
            self.received -= part * lot.is_counted
        self.debt += points

    def _end(self, movement: Movement) -> datetime | None:
        if self.days is None:
            return None
        return datetime.combine(movement.day + timedelta(days=self.days), time(), movement.at.tzinfo)


def received(movements: Iterable[Movement], rule: Rule, since: datetime | None, days: int | None = None) -> int:
    """The points that a customer, whose movements are in order of time, receives from a moment on. Points live so many days."""
    purse = Purse(since, days)
    for movement in movements:
        purse.add(movement, rule.points(movement))
    return purse.received
