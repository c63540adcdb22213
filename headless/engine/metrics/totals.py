"""One member's daily totals: counts and amounts per key and local day, and their sums over windows."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from typing import NamedTuple

LIFETIME = 0


class Total(NamedTuple):
    """A sum over days: `count` of events, `amount` and `less` (what was given back or spent) in units."""

    count: int  # type: ignore[assignment]  # the field's own word wins over tuple.count
    amount: int
    less: int


NOTHING = Total(0, 0, 0)
_total = tuple.__new__


class Series:
    """One key's totals.

    `counts`, `amounts`, `lesses` and `nets` are sums up to the day (one more than there are days), so that any window is the
    difference of two of them. `falling`: the count or net of some day may be below nothing.
    """

    __slots__ = ("amounts", "counts", "days", "falling", "lesses", "lifetime", "nets")

    def __init__(self) -> None:
        self.lifetime = NOTHING
        self.days: list[int] = []
        self.counts = [0]
        self.amounts = [0]
        self.lesses = [0]
        self.nets = [0]
        self.falling = False

    def add(self, day: int, count: int, amount: int, less: int) -> None:
        """Add to one day's total."""
        days, counts, nets = self.days, self.counts, self.nets
        if not days or day > days[-1]:
            days.append(day)
            counts.append(counts[-1] + count)
            self.amounts.append(self.amounts[-1] + amount)
            self.lesses.append(self.lesses[-1] + less)
            nets.append(nets[-1] + amount - less)
            self.falling = self.falling or count < 0 or amount < less or less < 0
            return
        if day < days[-1]:
            self._open(day)
        at = bisect_left(days, day) + 1
        if counts[at] + count < counts[at - 1] or nets[at] + amount - less < nets[at - 1] or amount < 0 or less < 0:
            self.falling = True
        for index in range(at, len(days) + 1):
            counts[index] += count
            self.amounts[index] += amount
            self.lesses[index] += less
            nets[index] += amount - less

    def between(self, first_day: int, last_day: int) -> Total:
        """Return the sum over the days from `first_day` to `last_day`, both included."""
        days = self.days
        if not days:
            return NOTHING
        end = len(days) if last_day >= days[-1] else bisect_right(days, last_day)
        start = bisect_left(days, first_day)
        if start >= end:
            return NOTHING
        return Total(
            self.counts[end] - self.counts[start],
            self.amounts[end] - self.amounts[start],
            self.lesses[end] - self.lesses[start],
        )

    def at(self, index: int) -> Total:
        """Return the total of the day at an index of `days`."""
        return Total(
            self.counts[index + 1] - self.counts[index],
            self.amounts[index + 1] - self.amounts[index],
            self.lesses[index + 1] - self.lesses[index],
        )

    def backwards(self) -> Iterator[int]:
        """Yield the days that count something, last first."""
        counts, days = self.counts, self.days
        for index in range(len(days) - 1, -1, -1):
            if counts[index + 1] > counts[index]:
                yield days[index]

    def last(self) -> int | None:
        """Return the last day that counts something."""
        counts = self.counts
        if len(counts) > 1 and counts[-1] > counts[-2]:
            return self.days[-1]
        return next(self.backwards(), None)

    def _open(self, day: int) -> None:
        """Make a place for a day before the last, with nothing on it yet."""
        at = bisect_left(self.days, day)
        if self.days[at] == day:
            return
        insort(self.days, day)
        for sums in (self.counts, self.amounts, self.lesses, self.nets):
            sums.insert(at + 1, sums[at])


class Totals:
    """All keys of one member, mutable.

    `deltas` holds what was added, by (key, day), with day 0 for the lifetime. `touched` gathers the keys that were added to, for
    those that keep what was computed from them.
    """

    __slots__ = ("by_key", "deltas", "touched")

    def __init__(self) -> None:
        self.by_key: dict[str, Series] = {}
        self.deltas: dict[tuple[str, int], list[int]] = {}
        self.touched: set[str] = set()

    def load(self, key: str, day: int, count: int, amount: int, less: int) -> None:
        """Take in a stored total, which is no delta."""
        series = self.by_key.get(key)
        if series is None:
            series = self.by_key[key] = Series()
        if day == LIFETIME:
            series.lifetime = Total(count, amount, less)
        else:
            series.add(day, count, amount, less)

    def add(self, key: str, day: int, count: int = 0, amount: int = 0, less: int = 0) -> None:
        """Add to a day and to the lifetime, and note both in `deltas`."""
        series = self.by_key.get(key)
        if series is None:
            series = self.by_key[key] = Series()
        series.add(day, count, amount, less)
        self.touched.add(key)
        counted, amounts, lesses = series.lifetime
        series.lifetime = _total(Total, (counted + count, amounts + amount, lesses + less))
        for at in (key, day), (key, LIFETIME):
            delta = self.deltas.get(at)
            if delta is None:
                self.deltas[at] = [count, amount, less]
            else:
                delta[0] += count
                delta[1] += amount
                delta[2] += less

    def absorb(self, other: "Totals") -> None:
        """Add another member's totals. What is a delta there is one here, what is stored there is to be added in the store."""
        for key, theirs in other.by_key.items():
            mine = self.by_key.setdefault(key, Series())
            for index, day in enumerate(theirs.days):
                mine.add(day, *theirs.at(index))
            mine.lifetime = Total(*(one + more for one, more in zip(mine.lifetime, theirs.lifetime, strict=True)))
            self.touched.add(key)
        for at, values in other.deltas.items():
            known = self.deltas.get(at, (0, 0, 0))
            self.deltas[at] = [one + more for one, more in zip(known, values, strict=True)]

    def series(self, key: str) -> Series | None:
        """Return one key's totals, or None if there are none."""
        return self.by_key.get(key)

    def lifetime(self, key: str) -> Total:
        """Return the sum over all days."""
        series = self.by_key.get(key)
        return series.lifetime if series is not None else NOTHING

    def between(self, key: str, first_day: int, last_day: int) -> Total:
        """Return the sum over the days from `first_day` to `last_day`, both included."""
        series = self.by_key.get(key)
        return series.between(first_day, last_day) if series is not None else NOTHING

    def days(self, key: str) -> Mapping[int, Total]:
        """Return the totals by day, oldest first."""
        series = self.by_key.get(key)
        return {day: series.at(index) for index, day in enumerate(series.days)} if series is not None else {}

    def keys(self) -> list[str]:
        """Return the keys that anything was loaded or added for."""
        return list(self.by_key)
