"""When jobs and rankings run: windows laid end to end over the calendar, and times of day in the merchant's zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Self

from cronsim import CronSim, CronSimError

from headless.engine.declarations.rules import Job
from headless.engine.values.calendar import PERIOD_MONTHS, WEEK_DAYS, Window, parse_window
from headless.engine.values.zones import MINUTE_US, Zone

_CRON_FIELDS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


class RunTimes(NamedTuple):
    """When a job runs: at a time of each day, or by a cron expression of five fields, in the merchant's zone."""

    at: str
    cron: str | None = None

    @classmethod
    def of(cls, job: Job | type[Job]) -> Self:
        """Return when a declared job runs."""
        return cls(job.at, job.cron)

    def __str__(self) -> str:
        return self.at if self.cron is None else f"cron {self.cron}"

    def first(self, zone: Zone, since: int) -> int | None:
        """Return the first moment from an instant on, in microseconds, None if there is none in the next 50 years."""
        if self.cron is not None:
            return _first_by_cron(self.cron, zone, since)
        day = zone.day_of(since)
        at = instant_of(zone, day, self.at)
        return at if at >= since else instant_of(zone, day + 1, self.at)


def check_cron(expression: str) -> str | None:
    """Return what is wrong with a cron expression, None if nothing is."""
    if len(expression.split()) != _CRON_FIELDS:
        return "it must have five fields: minute, hour, day of the month, month, day of the week"
    try:
        CronSim(expression, datetime(2000, 1, 1))  # noqa: DTZ001  # of a zone that has no gaps
    except CronSimError as fault:
        return str(fault)
    return None


def _first_by_cron(expression: str, zone: Zone, since: int) -> int | None:
    minute_before = (since - 1) // MINUTE_US * MINUTE_US
    try:
        moment = next(CronSim(expression, zone.datetime_of(minute_before)))
    except StopIteration:
        return None
    return (moment - _EPOCH) // timedelta(microseconds=1)


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
