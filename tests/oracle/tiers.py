"""Which tier a customer stood on, and since when: computed again after each movement and at each midnight.

The rule: immediate upgrades, no validity, no grace, and a downgrade to what is qualified for. Then the tier is, at every
moment, the highest whose condition holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from tests.oracle.movements import Movement


@dataclass(frozen=True)
class Figures:
    """A customer's metrics on `today`. A window of so many `days` is today and the days before it; None is the whole life."""

    movements: Sequence[Movement]
    today: date

    def orders(self, days: int | None = None) -> int:
        """Orders in the window."""
        return len(self._amounts(days, is_refund=False))

    def gross_spend(self, days: int | None = None) -> int:
        """Hundredths spent in the window."""
        return sum(self._amounts(days, is_refund=False))

    def refunded(self, days: int | None = None) -> int:
        """Hundredths refunded in the window."""
        return sum(self._amounts(days, is_refund=True))

    def net_spend(self, days: int | None = None) -> int:
        """Hundredths spent less refunded; may be negative."""
        return self.gross_spend(days) - self.refunded(days)

    def orders_per_month(self, days: int) -> Fraction:
        """Orders in a twelfth of a year of 365 days, on the window's average."""
        return Fraction(self.orders(days) * 365, 12 * days)

    def _amounts(self, days: int | None, *, is_refund: bool) -> list[int]:
        return [
            movement.amount
            for movement in self.movements
            if movement.is_refund == is_refund and (days is None or 0 <= (self.today - movement.day).days < days)
        ]


@dataclass(frozen=True)
class Tier:
    """A tier and its condition."""

    code: str
    condition: Callable[[Figures], bool]


@dataclass(frozen=True)
class Standing:
    """A tier, or none, and the moment from which the customer stood on it."""

    tier: str | None
    since: datetime


def highest(ladder: Sequence[Tier], figures: Figures) -> str | None:
    """The last tier of the ladder (lowest first) whose condition holds."""
    return next((tier.code for tier in reversed(ladder) if tier.condition(figures)), None)


def midnights(movements: Sequence[Movement], windows: Sequence[int], last_day: date) -> list[date]:
    """The days at whose start a movement has just left a window. At other midnights no figure changes."""
    leaving = {movement.day + timedelta(days=window) for movement in movements for window in windows}
    return sorted(day for day in leaving if day <= last_day)


def every_midnight(movements: Sequence[Movement], last_day: date) -> list[date]:
    """Each day after the first movement's; slower than `midnights`, and no less right."""
    first_day = movements[0].day
    return [first_day + timedelta(days=count) for count in range(1, (last_day - first_day).days + 1)]


def standings(movements: Sequence[Movement], ladder: Sequence[Tier], days_asked: Sequence[date]) -> list[Standing]:
    """Each change of tier of one customer, whose movements are in order of time.

    The ladder is asked after each movement and at the start of each of the `days_asked`.
    """
    zone = movements[0].at.tzinfo
    moments = [(movement.at, 1, count) for count, movement in enumerate(movements, start=1)]
    starts = [datetime.combine(day, time(), zone) for day in days_asked]
    moments += [(start, 0, sum(movement.at < start for movement in movements)) for start in starts]
    found: list[Standing] = []
    current: str | None = None
    for moment, _, count in sorted(moments, key=lambda asked: (asked[0].timestamp(), *asked[1:])):
        tier = highest(ladder, Figures(movements[:count], moment.date()))
        if tier != current:
            found.append(Standing(tier, moment))
            current = tier
    return found


def reached(history: Sequence[Standing]) -> set[str]:
    """Every tier the customer ever stood on."""
    return {standing.tier for standing in history if standing.tier is not None}


def final(history: Sequence[Standing]) -> str | None:
    """The tier at the end."""
    return history[-1].tier if history else None
