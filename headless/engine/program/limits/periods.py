"""Periods in which firings and budgets are counted, by local days."""

from enum import StrEnum

from headless.engine.values.calendar import Counted


class Period(Counted, StrEnum):
    """For how long something is counted before the count begins again."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"
    TOTAL = "TOTAL"
