"""Windows, durations and period boundaries, in a merchant's local days.

A day is `date.toordinal()` of the merchant's local day. Backward, a window ends today; forward, a duration is added to
a day.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from headless.errors import Invalid
from headless.messages import Message

Unit = Literal["d", "m", "y"]
Period = Literal["WEEK", "MONTH", "QUARTER", "YEAR"]

_LAST_DAY = date.max.toordinal()
_MOST: dict[Unit, int] = {"d": 36_600, "m": 1_200, "y": 100}
PERIOD_MONTHS: dict[Period, int] = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
"""The lengths of the periods that are made of months. A week begins on Monday."""
WEEK_DAYS = 7
_PERIODS: dict[str, Period] = {"week": "WEEK", "month": "MONTH", "quarter": "QUARTER", "year": "YEAR"}
_BOUNDARIES: dict[str, Period | Literal["ANNIVERSARY"]] = {**_PERIODS, "anniversary": "ANNIVERSARY"}
_BOUNDARY = re.compile(rf"({'|'.join(_BOUNDARIES)})(?:\+(.*))?")
_ROLLING = re.compile(r"([1-9][0-9]{0,4})([dmy])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in local days, months or years."""

    count: int
    unit: Unit

    def after(self, day: int) -> int:
        """Return the day that lies this long after `day`: 31 January + 1m = 28 February, + 30d = 2 March.

        Raises:
            Invalid: If it lies beyond the year 9999.
        """
        if self.unit == "d":
            later = day + self.count
            if later > _LAST_DAY:
                raise _beyond_the_calendar(self)
            return later
        return _add_months(day, self._months)

    def before(self, day: int) -> int:
        """Return the day that lies this long before `day`. Days before the year 1 count as its first."""
        if self.unit == "d":
            return max(1, day - self.count)
        return _subtract_months(day, self._months)

    @property
    def _months(self) -> int:
        return self.count * 12 if self.unit == "y" else self.count

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Window:
    """The days up to and with today that a metric counts: the last `rolling`, or the calendar `period` to date."""

    rolling: Duration | None = None
    period: Period | None = None

    def first_day(self, today: int) -> int:
        """Return the first day inside the window on the day `today`."""
        if self.rolling is not None:
            if self.rolling.unit == "d":
                return today - self.rolling.count + 1
            return self.rolling.before(today) + 1
        return _period_start(self.period or "MONTH", today)

    def leaves_on(self, day: int) -> int:
        """Return the first day on which `day` is no longer inside the window."""
        if self.rolling is None:
            return next_boundary(self.period or "MONTH", day + 1)
        if self.rolling.unit == "d":
            return day + self.rolling.count
        later = self.rolling.after(day)
        return later if self.rolling.before(later) >= day else later + 1

    @property
    def days(self) -> int | None:
        """The length in days, for windows that are given in days."""
        return self.rolling.count if self.rolling is not None and self.rolling.unit == "d" else None

    @property
    def months(self) -> int | None:
        """The length in months, for windows that are given in months or years."""
        if self.rolling is None or self.rolling.unit == "d":
            return None
        return self.rolling.count * (12 if self.rolling.unit == "y" else 1)

    def __str__(self) -> str:
        return str(self.rolling) if self.rolling is not None else (self.period or "MONTH").lower()


class Counted:
    """A kind of period in which something is counted, for enumerations whose names are DAY, WEEK, MONTH, YEAR and TOTAL."""

    name: str

    def start(self, day: int) -> int:
        """Return the first day of the period in which a day lies, 0 if it has no start. A week begins on Monday."""
        if self.name == "TOTAL":
            return 0
        return day if self.name == "DAY" else _period_start(cast(Period, self.name), day)

    def next_start(self, day: int) -> int | None:
        """Return the first day of the next period, None if there is none."""
        if self.name == "TOTAL":
            return None
        return day + 1 if self.name == "DAY" else next_boundary(cast(Period, self.name), day + 1)


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a tier lasts: a duration, or until a boundary of the calendar or of joining that lies further ahead than it.

    until: None for the duration alone.
    """

    least: Duration | None = None
    until: Period | Literal["ANNIVERSARY"] | None = None

    def end(self, day: int, joined_on: int) -> int:
        """Return the day at whose start what began on `day` ends.

        Raises:
            Invalid: If it lies beyond the year 9999.
        """
        least = day if self.least is None else self.least.after(day)
        if self.until is None:
            return least
        if self.until == "ANNIVERSARY":
            return _anniversary(joined_on, least + 1)
        return next_boundary(self.until, least + 1)

    def __str__(self) -> str:
        parts = (self.until and self.until.lower(), self.least and str(self.least))
        return "+".join(part for part in parts if part)


def parse_validity(text: object) -> Validity:
    """Return the validity that "1y", "year", "year+1y" or "anniversary+6m" says.

    "year" ends with the year, "year+1y" with the next one. "anniversary" ends on the next anniversary of joining.

    Raises:
        Invalid: With code INVALID_DURATION.
    """
    match = _BOUNDARY.fullmatch(text) if isinstance(text, str) else None
    until = None if match is None else _BOUNDARIES[match[1]]
    ahead = text if match is None else match[2]
    least = None if ahead is None else _rolling(ahead)
    if least is None and (ahead is not None or until is None):
        raise Invalid(
            Message(
                '{text!r} is no validity: write a duration such as "1y", or what it ends with, "week", "month", "quarter", '
                '"year" or "anniversary", and how far ahead that is at least, such as "year+1y"',
                text=text,
            ),
            code="INVALID_DURATION",
        )
    return Validity(least, until)


def parse_duration(text: object) -> Duration:
    """Return the duration that "30d", "3m" or "1y" says.

    Raises:
        Invalid: With code INVALID_DURATION.
    """
    duration = _rolling(text)
    if duration is None:
        raise Invalid(
            Message(
                '{text!r} is not a duration: write a number of days, months or years such as "30d", "3m" or "1y"',
                text=text,
            ),
            code="INVALID_DURATION",
        )
    return duration


def parse_window(text: object) -> Window:
    """Return the window that "30d", "3m", "1y", "week", "month", "quarter" or "year" says. A week begins on Monday.

    Raises:
        Invalid: With code INVALID_WINDOW.
    """
    period = _PERIODS.get(text) if isinstance(text, str) else None
    if period is not None:
        return Window(period=period)
    rolling = _rolling(text)
    if rolling is None:
        raise Invalid(
            Message(
                '{text!r} is not a window: write "30d", "3m", "1y" (at most 100 years), "week", "month", "quarter" or "year"',
                text=text,
            ),
            code="INVALID_WINDOW",
        )
    return Window(rolling=rolling)


def next_boundary(period: Period, not_before_day: int) -> int:
    """Return the first day of a week, month, quarter or year that is `not_before_day` or later.

    Raises:
        Invalid: If it lies beyond the year 9999.
    """
    start = _period_start(period, not_before_day)
    if start == not_before_day:
        return start
    return start + WEEK_DAYS if period == "WEEK" else _add_months(start, PERIOD_MONTHS[period])


def _anniversary(joined_on: int, not_before_day: int) -> int:
    """Return the first anniversary of a day that is `not_before_day` or later: of 29 February, the 28th in most years."""
    years = max(1, date.fromordinal(not_before_day).year - date.fromordinal(joined_on).year)
    day = Duration(years, "y").after(joined_on)
    return day if day >= not_before_day else Duration(years + 1, "y").after(joined_on)


def _rolling(text: object) -> Duration | None:
    match = _ROLLING.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    count, letter = int(match[1]), match[2]
    unit: Unit = "d" if letter == "d" else "m" if letter == "m" else "y"
    return Duration(count, unit) if count <= _MOST[unit] else None


def _period_start(period: Period, day: int) -> int:
    if period == "WEEK":  # day 1 is a Monday
        return day - (day - 1) % WEEK_DAYS
    on = date.fromordinal(day)
    months = PERIOD_MONTHS[period]
    return date(on.year, (on.month - 1) // months * months + 1, 1).toordinal()


def _subtract_months(day: int, months: int) -> int:
    on = date.fromordinal(day)
    index = on.year * 12 + on.month - 1 - months
    return _day_in_month(index, on.day) if index >= 12 else 1


def _add_months(day: int, months: int) -> int:
    on = date.fromordinal(day)
    index = on.year * 12 + on.month - 1 + months
    if index >= 10_000 * 12:
        raise _beyond_the_calendar(Duration(months, "m"))
    return _day_in_month(index, on.day)


def _day_in_month(index: int, day_of_month: int) -> int:
    """Return the day of a month counted from the year 0. If the month is too short, return its last day."""
    year, month = divmod(index, 12)
    for last in (day_of_month, 30, 29, 28):
        if last <= day_of_month:
            try:
                return date(year, month + 1, last).toordinal()
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


def _beyond_the_calendar(duration: Duration) -> Invalid:
    return Invalid(
        Message("{duration} later is beyond the year 9999: use a shorter duration", duration=duration),
        code="INVALID_DURATION",
    )
