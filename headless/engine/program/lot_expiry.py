"""When lots of one asset kind end, and when that is announced.

All that are earned on a day end at the same time, so it is computed once a day.
"""

from collections.abc import Callable

from headless.engine.values.calendar import Duration
from headless.engine.values.zones import Zone

_CACHED_DAYS = 20_000
NEVER = -(1 << 62)
"""Before all time."""


class LotExpiry:
    """The ends of one kind's lots. Days are local, moments microseconds."""

    __slots__ = ("_announced", "_day_of_end", "_ends", "_remind_before", "_zone")

    def __init__(self, day_of_end: Callable[[int], int | None], remind_before: Duration | None, zone: Zone) -> None:
        self._day_of_end, self._remind_before, self._zone = day_of_end, remind_before, zone
        self._ends: dict[int, int | None] = {}
        self._announced: dict[int, int] = {}

    def of(self, earned_on: int) -> int | None:
        """Return when a lot earned on a day ends, or None if it does not."""
        ends = self._ends
        if earned_on in ends:
            return ends[earned_on]
        last = self._day_of_end(earned_on)
        if len(ends) >= _CACHED_DAYS:
            ends.clear()
        end = ends[earned_on] = None if last is None else self._zone.start_of(last)
        return end

    def announced(self, ends_at: int) -> int:
        """Return when the member is told of an end, or NEVER if reminders are off."""
        if self._remind_before is None:
            return NEVER
        announced_at = self._announced.get(ends_at)
        if announced_at is None:
            if len(self._announced) >= _CACHED_DAYS:
                self._announced.clear()
            announced_at = self._zone.start_of(self._remind_before.before(self._zone.day_of(ends_at)))
            self._announced[ends_at] = announced_at
        return announced_at
