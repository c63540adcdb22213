"""Hours: spans of local time on certain weekdays, which may go over midnight."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


class Span(NamedTuple):
    """From a minute of the day up to another, on weekdays (0: Monday). One that ends before it begins goes over midnight.

    What lies after midnight belongs to the day on which the span began.
    """

    days: frozenset[int]
    first: int
    end: int

    def holds(self, weekday: int, minute: int) -> bool:
        """Return True if a minute of a weekday lies in the span."""
        if self.first < self.end:
            return weekday in self.days and self.first <= minute < self.end
        return (weekday in self.days and minute >= self.first) or ((weekday - 1) % 7 in self.days and minute < self.end)


def is_within(spans: Iterable[Span], local: datetime) -> bool:
    """Return True if the clock on the wall shows a time within one of the spans."""
    weekday, minute = local.weekday(), local.hour * 60 + local.minute
    return any(span.holds(weekday, minute) for span in spans)
