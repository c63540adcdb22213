"""A merchant's time zone: which local day an instant belongs to, and when that day starts.

An instant is microseconds since 1970 UTC. A day is `date.toordinal()` of the local day. See decision record 0001.
"""

from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from headless.errors import Invalid
from headless.messages import Message

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CACHED_DAYS = 20_000

EARLIEST_US = -2_208_902_400_000_000
"""1 January 1900 and a day, UTC: earlier instants are not taken, so that calendar arithmetic has room."""
LATEST_US = 221_845_392_000_000_000
"""1 January 9000, UTC: later ones are not taken either."""
LAST_DAY = date(8999, 12, 31).toordinal()
"""No later day is foreseen."""


def in_range(instant_us: int) -> bool:
    """Return True if an instant lies in the range that every calendar can compute."""
    return EARLIEST_US <= instant_us <= LATEST_US


class Zone:
    """One time zone. Two with the same name are equal.

    Raises:
        Invalid: With code INVALID_TIME_ZONE.
    """

    __slots__ = ("_changes", "_info", "_starts", "name")

    name: str

    def __init__(self, name: str) -> None:
        try:
            info = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
            raise Invalid(
                Message("{name!r} is not a known time zone: use a name such as Europe/London", name=name),
                code="INVALID_TIME_ZONE",
            ) from None
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "_info", info)
        object.__setattr__(self, "_starts", {})
        object.__setattr__(self, "_changes", {})

    _info: ZoneInfo
    _starts: dict[int, int]
    _changes: dict[int, tuple[int, float, tuple[int, ...]]]

    def day_of(self, instant_us: int) -> int:
        """Return the local day that an instant belongs to."""
        utc_day = instant_us // DAY_US
        changes = self._changes.get(utc_day)
        if changes is None:
            changes = self._remember_changes(utc_day)
        day, start, later = changes
        if instant_us < start:
            return day
        return day + 1 + sum(instant_us >= another for another in later) if later else day + 1

    def start_of(self, day: int) -> int:
        """Return the instant at which a local day starts: midnight, or the end of a gap that swallows midnight."""
        start = self._starts.get(day)
        if start is None:
            _make_room(self._starts)
            start = self._starts[day] = self._find_start(day)
        return start

    def datetime_of(self, instant_us: int) -> datetime:
        """Return the instant as an aware datetime in this zone."""
        return (_EPOCH + timedelta(microseconds=instant_us)).astimezone(self._info)

    def days_earlier(self, instant_us: int, days: int) -> int:
        """Return the instant at the same time of a local day that lies some days before. The start of a day stays one."""
        day = self.day_of(instant_us)
        if self.start_of(day) == instant_us:
            return self.start_of(day - days)
        return (self.datetime_of(instant_us) - timedelta(days=days) - _EPOCH) // _MICROSECOND

    def _remember_changes(self, utc_day: int) -> tuple[int, float, tuple[int, ...]]:
        """Return the local days of a day of UTC, and remember them.

        They are the local day in force when it begins, the instant in it at which the next one starts, and the instants of
        further ones.
        """
        begin = utc_day * DAY_US
        first = self._date_of(begin) - 1
        while self.start_of(first + 1) <= begin:
            first += 1
        starts: list[int] = []
        while (start := self.start_of(first + 1 + len(starts))) < begin + DAY_US:
            starts.append(start)
        _make_room(self._changes)
        # A day is skipped where a zone changed to the other side of the date line.
        self._changes[utc_day] = first, starts[0] if starts else inf, tuple(starts[1:])
        return self._changes[utc_day]

    def _find_start(self, day: int) -> int:
        early, late = sorted(self._midnight(day, fold) for fold in (0, 1))
        if early == late or self._stays_on(day, early, late):
            return early
        # Midnight falls into a gap, or comes twice with the day before in between: the day starts where it stays.
        while late - early > SECOND_US:
            middle = (early + late) // 2 // SECOND_US * SECOND_US
            if middle <= early:
                break
            early, late = (early, middle) if self._stays_on(day, middle, late) else (middle, late)
        return late

    def _stays_on(self, day: int, early: int, late: int) -> bool:
        return self._date_of(early) >= day and self._date_of(late - 1) >= day

    def _midnight(self, day: int, fold: int) -> int:
        on = date.fromordinal(day)
        return (datetime(on.year, on.month, on.day, tzinfo=self._info, fold=fold) - _EPOCH) // _MICROSECOND

    def _date_of(self, instant_us: int) -> int:
        return self.datetime_of(instant_us).toordinal()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a time zone is immutable; {name!r} cannot be set")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"


def _make_room(cache: dict[int, Any]) -> None:
    if len(cache) >= _CACHED_DAYS:
        cache.clear()
