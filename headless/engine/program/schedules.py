"""When jobs and rankings run: windows laid end to end over the calendar, and times of day in the merchant's zone."""

from datetime import date, datetime, time, timedelta

from headless.engine.values.calendar import PERIOD_MONTHS, WEEK_DAYS, Window, parse_window
from headless.engine.values.zones import MINUTE_US, Zone


def window_start(text: str, day: int) -> int:
    """Return the first day of the window that a day lies in.

    "1d" is the day, "7d" and "week" begin on Mondays, "1m" on the first, "3m" with the quarter, "1y" on 1 January.
    """
    window = parse_window(text)
    days = _days(window)
    if days is not None:
        return day - (day - 1) % days
    months = _months(window)
    on = date.fromordinal(day)
    index = (on.year * 12 + on.month - 1) // months * months
    return date(max(1, index // 12), index % 12 + 1, 1).toordinal()


def next_window_start(text: str, day: int) -> int:
    """Return the first day of the window after the one that a day lies in."""
    window, start = parse_window(text), window_start(text, day)
    days = _days(window)
    if days is not None:
        return start + days
    on = date.fromordinal(start)
    index = on.year * 12 + on.month - 1 + _months(window)
    return date(index // 12, index % 12 + 1, 1).toordinal()


def instant_of(zone: Zone, day: int, time_of_day: str) -> int:
    """Return the instant of a local time such as "00:05" in microseconds.

    If the time falls into a gap of the clock, it is one just past the gap.
    """
    hours, minutes = map(int, time_of_day.split(":"))
    at = zone.start_of(day) + (hours * 60 + minutes) * MINUTE_US
    wanted = datetime.combine(date.fromordinal(day), time(hours, minutes))
    moved = at + (wanted - _local(zone, at)) // timedelta(microseconds=1)
    return moved if _local(zone, moved) == wanted else max(at, moved)


def _local(zone: Zone, at: int) -> datetime:
    return zone.datetime_of(at).replace(tzinfo=None, fold=0)


def _days(window: Window) -> int | None:
    return WEEK_DAYS if window.period == "WEEK" else window.days


def _months(window: Window) -> int:
    return window.months or PERIOD_MONTHS[window.period or "MONTH"]
