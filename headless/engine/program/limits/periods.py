"""Periods in which firings and budgets are counted, by local days."""

from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """For how long something is counted before the count begins again."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"
    TOTAL = "TOTAL"

    def start(self, day: int) -> int:
        """Return the first day of the period in which a day lies, 0 if it has no start. A week begins on Monday."""
        if self is Period.TOTAL:
            return 0
        if self is Period.DAY:
            return day
        on = date.fromordinal(day)
        if self is Period.WEEK:
            return day - on.weekday()
        return (on.replace(day=1) if self is Period.MONTH else on.replace(month=1, day=1)).toordinal()

    def last(self, day: int) -> int:
        """Return the last day of the period in which a day lies."""
        if self is Period.TOTAL:
            return date.max.toordinal()
        if self is Period.DAY:
            return day
        if self is Period.WEEK:
            return self.start(day) + 6
        on = date.fromordinal(day)
        if self is Period.YEAR:
            return on.replace(month=12, day=31).toordinal()
        return ((on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).toordinal()
