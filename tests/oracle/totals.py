"""A customer's totals and points, added up one movement at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.oracle.movements import Movement


@dataclass
class Totals:
    """Counts, amounts in hundredths, and points at one point per whole unit of currency, floored per movement.

    A refund takes back what an order of its amount would earn. `points` may be negative: the part below zero is debt.
    """

    orders: int = 0
    refunds: int = 0
    gross_spend: int = 0
    refunded: int = 0
    points_earned: int = 0
    points_reclaimed: int = 0

    @property
    def net_spend(self) -> int:
        """Gross spending less what was refunded; may be negative."""
        return self.gross_spend - self.refunded

    @property
    def points(self) -> int:
        """The balance: points left less debt."""
        return self.points_earned - self.points_reclaimed

    @property
    def points_left(self) -> int:
        """The points that can be spent, without a credit limit."""
        return max(0, self.points)

    @property
    def debt(self) -> int:
        """The points owed."""
        return max(0, -self.points)


def add_up(movements: Iterable[Movement]) -> Totals:
    """The totals of all movements; none runs out of time here."""
    totals = Totals()
    for movement in movements:
        points = movement.amount // 100
        if movement.is_refund:
            totals.refunds += 1
            totals.refunded += movement.amount
            totals.points_reclaimed += points
        else:
            totals.orders += 1
            totals.gross_spend += movement.amount
            totals.points_earned += points
    return totals
