"""Streaks: consecutive days, weeks (from Monday) or months with an event."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

StreakPeriod = Literal["day", "week", "month"]


def period_of(period: str, day: int) -> int:
    """The number of the period that a day lies in; the next period has the next number."""
    if period == "day":
        return day
    if period == "week":
        return (day - 1) // 7
    on = date.fromordinal(day)
    return on.year * 12 + on.month - 1


def start_of_period(period: str, number: int) -> int:
    """The first day of a period."""
    if period == "day":
        return number
    if period == "week":
        return number * 7 + 1
    return date(number // 12, number % 12 + 1, 1).toordinal()


def streak_of(period: str, days_backwards: Iterable[int], today: int) -> int:
    """The streak that ends with the last day; 0 when the period after the last has ended without an event."""
    length, expected = 0, None
    for day in days_backwards:
        number = period_of(period, day)
        if expected is None:
            if number + 1 < period_of(period, today):
                return 0
            expected = number
        elif number == expected + 1:
            continue
        if number != expected:
            break
        length, expected = length + 1, number - 1
    return length


def lapses_on(period: str, last_day: int) -> int:
    """The first day on which a streak that ends with `last_day` is dead."""
    return start_of_period(period, period_of(period, last_day) + 2)
