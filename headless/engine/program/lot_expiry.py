"""When lots of one asset kind end, and when that is announced: the same for all that are earned on a day, so worked out once."""

from collections.abc import Callable

from headless.engine.values.calendar import Duration
from headless.engine.values.zones import Zone

_CACHED_DAYS = 20_000
NEVER = -(1 << 62)
"""Before all time."""


class Endings:
    """The ends of one kind's lots. Days are local, moments microseconds."""

    __slots__ = ("_announced", "_day_of_end", "_ends", "_remind_before", "_zone")

    def __init__(self, day_of_end: Callable[[int], int | None], remind_before: Duration | None, zone: Zone) -> None:
        self._day_of_end, self._remind_before, self._zone = day_of_end, remind_before, zone
        self._ends: dict[int, int | None] = {}
        self._announced: dict[int, int] = {}

    def of(self, earned_on: int) -> int | None:
        """When a lot earned on a day ends; None if it does not."""
        ends = self._ends
        if earned_on in ends:
            return ends[earned_on]
        last = self._day_of_end(earned_on)
        if len(ends) >= _CACHED_DAYS:
            ends.clear()
        found = ends[earned_on] = None if last is None else self._zone.start_of(last)
        return found

    def announced(self, ends_at: int) -> int:
        """When the member is told of an end; NEVER where nobody is told."""
        if self._remind_before is None:
            return NEVER
        found = self._announced.get(ends_at)
        if found is None:
            if len(self._announced) >= _CACHED_DAYS:
                self._announced.clear()
            found = self._zone.start_of(self._remind_before.before(self._zone.day_of(ends_at)))
            self._announced[ends_at] = found
        return found
