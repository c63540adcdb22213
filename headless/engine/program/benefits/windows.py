"""When a benefit is open: between two instants, in a season of each year, and for some members earlier."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from headless.engine.conditions.conditions import Condition
from headless.engine.values.birthdays import birthday_in_year
from headless.engine.values.zones import LAST_DAY, Zone

_FIRST_DAY = date(1900, 1, 3).toordinal()


class Opening(NamedTuple):
    """A time in which a benefit is open: from an instant up to another, None where it has no bound."""

    opens_at: int | None
    closes_at: int | None

    def holds(self, now: int) -> bool:
        """Return True if it has begun. Only openings that have not ended are asked."""
        return self.opens_at is None or self.opens_at <= now


@dataclass(frozen=True, slots=True)
class Season:
    """The same days of every year, the last one included. It may go over the end of the year. 29 February may be the 28th."""

    first: tuple[int, int]
    last: tuple[int, int]

    def of_year(self, year: int) -> tuple[int, int]:
        """Return the first local day of the season that begins in a year, and the first one after it."""
        ends_in = year + (self.last < self.first)
        return birthday_in_year(*self.first, year), birthday_in_year(*self.last, ends_in) + 1


@dataclass(frozen=True, slots=True)
class EarlyAccess:
    """Members who may use a benefit some calendar days earlier."""

    condition: Condition
    days: int


@dataclass(frozen=True, slots=True)
class Windows:
    """When a benefit is open for everyone: from an instant up to another, and within that in a season."""

    opens_at: int | None = None
    closes_at: int | None = None
    season: Season | None = None

    def opening(self, zone: Zone, now: int, days_early: int = 0) -> Opening | None:
        """Return the present opening or the next one, None if it has closed for good. It begins `days_early` before."""
        for opening in self._openings(zone, now):
            if opening.closes_at is None or opening.closes_at > now:
                at = opening.opens_at
                return opening if at is None or not days_early else Opening(_earlier(zone, at, days_early), opening[1])
        return None

    def _openings(self, zone: Zone, now: int) -> Iterator[Opening]:
        if self.season is None:
            yield Opening(self.opens_at, self.closes_at)
            return
        from_ = max(now, now if self.opens_at is None else self.opens_at)
        year = date.fromordinal(zone.day_of(from_)).year
        for begins_in in (year - 1, year, year + 1):
            first, after = self.season.of_year(begins_in)
            if after > LAST_DAY:
                return
            opens_at = max(zone.start_of(first), self.opens_at or zone.start_of(first))
            closes_at = min(zone.start_of(after), self.closes_at or zone.start_of(after))
            if opens_at < closes_at:
                yield Opening(opens_at, closes_at)


ALWAYS = Windows()
"""Open at any time."""


def _earlier(zone: Zone, instant: int, days: int) -> int:
    return zone.days_earlier(instant, min(days, zone.day_of(instant) - _FIRST_DAY))
