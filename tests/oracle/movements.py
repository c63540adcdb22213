"""What happened to a customer, as plainly as it can be said: an order or an unlinked refund."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Movement:
    """An order, or a refund that names no order; `amount` in hundredths, never negative; `at` in the shop's time zone."""

    number: str
    customer: str
    at: datetime
    amount: int
    is_refund: bool

    @property
    def day(self) -> date:
        """The shop's calendar day."""
        return self.at.date()


@dataclass
class Reading:
    """A file read: its movements in the file's order, and the lines that could not be used, by reason."""

    lines: int = 0
    movements: list[Movement] = field(default_factory=list)
    rejected_lines: Counter[str] = field(default_factory=Counter)


def by_customer(movements: Iterable[Movement]) -> dict[str, list[Movement]]:
    """Each customer's movements in order of time; at the same time, in the file's order."""
    found: dict[str, list[Movement]] = {}
    for movement in movements:
        found.setdefault(movement.customer, []).append(movement)
    for own in found.values():
        own.sort(key=lambda movement: movement.at.timestamp())
    return found
