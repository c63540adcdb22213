"""Metrics over daily totals: what is added up in a window, or over the whole life."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from headless.engine.metrics.measure import ALWAYS, NEVER, Forecast, Leaving, Measure, Outlook, Verdict, met_until
from headless.engine.metrics.spec import Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.metrics.totals import NOTHING
from headless.engine.values.calendar import Window
from headless.engine.values.day_cache import DayCache

Pick = Callable[[tuple[int, int, int]], int | Fraction | None]
"""What a metric takes from (count, amount, less)."""


class Addend(NamedTuple):
    """What is added up of each day: how it is picked from a total, and the running sums of it that a series keeps."""

    pick: Callable[[tuple[int, int, int]], int]
    series: str


COUNT = Addend(itemgetter(0), "counts")
AMOUNT = Addend(itemgetter(1), "amounts")
LESS = Addend(itemgetter(2), "lesses")
NET = Addend(lambda total: total[1] - total[2], "nets")


class TotalMeasure(Measure):
    """What is picked from the total of one key over a window."""

    rolls = True

    def __init__(self, key: str, window: Window | None, pick: Pick, scale: int) -> None:
        self.key, self.window, self.pick, self.scale = key, window, pick, scale

    def read(self, subject: Subject, today: int) -> int | Fraction | None:
        """Return what is picked from the total in the window that ends today."""
        if self.window is None:
            return self.pick(subject.totals.lifetime(self.key))
        return self.pick(subject.totals.between(self.key, self.window.first_day(today), today))

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        series = subject.totals.series(self.key)
        if series is None or self.window is None:
            return None
        days, counts, amounts, lesses = series.days, series.counts, series.amounts, series.lesses
        start, end = bisect_left(days, self.window.first_day(today)), bisect_right(days, today)
        entering = days[end] if end < len(days) else None
        count, amount, less = counts[end], amounts[end], lesses[end]
        before = None
        for at in range(start, end + 1):
            now = verdict(self.pick((count - counts[at], amount - amounts[at], less - lesses[at])))
            if before is not None and now is not before:
                leaves = self.window.leaves_on(days[at - 1])
                return leaves if entering is None else min(leaves, entering)
            before = now
        return entering


class Sum(TotalMeasure):
    """A sum of one addend, times a share."""

    def __init__(
        self, key: str, window: Window | None, addend: Addend, scale: int = 0, share: Fraction | None = None
    ) -> None:
        picked = addend.pick
        pick: Pick = picked if share is None else lambda total: picked(total) * share
        super().__init__(key, window, pick, scale)
        self.addend, self.share = addend, share or 1

    def leaving(self, subject: Subject, today: int, value: Any, verdict: Verdict) -> Leaving | None:
        series, window = subject.totals.series(self.key), self.window
        if series is None or window is None:
            return None
        days, pick = series.days, self.pick
        at, end = bisect_left(days, window.first_day(today)), bisect_right(days, today)
        left, met = value, verdict(value)
        while at < end:
            day, loss = window.leaves_on(days[at]), pick(series.at(at)) or 0
            at += 1
            # In a window of months the last days of a month may leave together.
            while at < end and window.leaves_on(days[at]) == day:
                loss += pick(series.at(at)) or 0
                at += 1
            left -= loss
            if loss > 0 and not (met and verdict(left)):
                return Leaving(day, loss)
        return None

    def at_least(self, least: Fraction, slow: Forecast) -> Forecast | None:
        """Return a quick forecast of "at least", exact on whole numbers. `slow` answers if a total has fallen or lies ahead.

        As long as no total falls, a window only loses as it moves on. What is not reached stays so. What is reached is lost
        on the day on which the sum that has left passes what can be spared.
        """
        low = int(-(-least / self.share // 1))
        if self.window is None:
            return _at_least_ever(self.key, self.pick, low)
        return _at_least(self.key, self.window, self.addend.series, low, slow) if low > 0 else None


def counted(query: Query, terms: Terms) -> Sum:
    """Measure how often it happened."""
    return Sum(query.key or "", query.window, COUNT)


def _at_least_ever(key: str, pick: Pick, low: int) -> Forecast:
    def outlook(subject: Subject, today: int) -> Outlook:
        series = subject.totals.by_key.get(key)
        value = pick(NOTHING if series is None else series.lifetime)
        return ALWAYS if value is not None and value >= low else NEVER

    return outlook


def _at_least(key: str, window: Window, name: str, low: int, slow: Forecast) -> Forecast:
    first_days, leaving_days, sums_of = DayCache(window.first_day), DayCache(window.leaves_on), attrgetter(name)

    def outlook(subject: Subject, today: int) -> Outlook:
        series = subject.totals.by_key.get(key)
        if series is None:
            return NEVER
        days = series.days
        if series.falling or (days and days[-1] > today):
            return slow(subject, today)
        sums = sums_of(series)
        spare = sums[-1] - low
        if spare < 0:
            return NEVER
        start = bisect_left(days, first_days[today])
        if sums[start] > spare:
            return NEVER
        at = bisect_right(sums, spare, start + 1)
        return met_until(leaving_days[days[at - 1]])

    return outlook
