"""Metrics over daily totals: what is read from the sum over a window, or over the whole life."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import attrgetter
from types import MappingProxyType

from headless.engine.metrics.measures import ALWAYS, NEVER, Forecast, Outlook, Verdict, met_until
from headless.engine.metrics.metric import Query, Subject
from headless.engine.metrics.totals import NOTHING
from headless.engine.values.calendar import Window
from headless.engine.values.day_cache import Remembered

Pick = Callable[[tuple[int, int, int]], int | Fraction | None]
"""What a metric takes from (count, amount, less)."""


class Sum:
    """What is picked from the total of one key over a window.

    `whole`: the sums of a series that it equals, times a share.
    """

    def __init__(
        self, key: str, window: Window | None, pick: Pick, scale: int, whole: tuple[str, Fraction] | None = None
    ) -> None:
        self.scale = scale
        self._key, self._window, self._pick, self._whole = key, window, pick, whole

    def read(self, subject: Subject, today: int) -> int | Fraction | None:
        if self._window is None:
            return self._pick(subject.totals.lifetime(self._key))
        return self._pick(subject.totals.between(self._key, self._window.first_day(today), today))

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        series = subject.totals.series(self._key)
        if series is None or self._window is None:
            return None
        days, counts, amounts, lesses = series.days, series.counts, series.amounts, series.lesses
        start, end = bisect_left(days, self._window.first_day(today)), bisect_right(days, today)
        entering = days[end] if end < len(days) else None
        count, amount, less = counts[end], amounts[end], lesses[end]
        before = None
        for at in range(start, end + 1):
            now = verdict(self._pick((count - counts[at], amount - amounts[at], less - lesses[at])))
            if before is not None and now is not before:
                leaves = self._window.leaves_on(days[at - 1])
                return leaves if entering is None else min(leaves, entering)
            before = now
        return entering

    def outlook_of(self, least: Fraction, slow: Forecast) -> Forecast | None:
        """A quick forecast of "at least", exact on whole numbers; `slow` where a total has fallen or lies ahead.

        Without a total that falls, a window only loses as it moves on: what is not reached stays so, and what is reached is lost
        on the day on which the sum that has left passes what can be spared.
        """
        if self._pick is average_order and self._window is None:
            return _average_at_least(self._key, least)
        if self._whole is None:
            return None
        name, share = self._whole
        low = int(-(-least / share // 1))
        if self._window is None:
            return _at_least_ever(self._key, self._pick, low)
        return _at_least(self._key, self._window, name, low, slow) if low > 0 else None


def _at_least_ever(key: str, pick: Pick, low: int) -> Forecast:
    def outlook(subject: Subject, today: int) -> Outlook:
        series = subject.totals.by_key.get(key)
        value = pick(NOTHING if series is None else series.lifetime)
        return ALWAYS if value is not None and value >= low else NEVER

    return outlook


def _at_least(key: str, window: Window, name: str, low: int, slow: Forecast) -> Forecast:
    first_days, leaving_days, sums_of = Remembered(window.first_day), Remembered(window.leaves_on), attrgetter(name)

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


def _average_at_least(key: str, least: Fraction) -> Forecast:
    numerator, denominator = least.numerator, least.denominator

    def outlook(subject: Subject, today: int) -> Outlook:
        count, amount, less = subject.totals.lifetime(key)
        return ALWAYS if count > 0 and (amount - less) * denominator >= numerator * count else NEVER

    return outlook


def average_order(total: tuple[int, int, int]) -> Fraction | None:
    """Net spend / orders, in units of money."""
    return Fraction(total[1] - total[2], total[0]) if total[0] > 0 else None


def share_per_month(window: Window) -> Fraction:
    """What one order in a window comes to per month: 365 / (12 × days), or 1 / months."""
    return Fraction(365, 12 * window.days) if window.days else Fraction(1, window.months or 1)


def whole_of(query: Query) -> tuple[str, Fraction] | None:
    """The sum of a series that a metric equals, and the share of it; None if it is no such multiple."""
    if query.spec.name == "orders_per_month" and query.window is not None:
        return "counts", share_per_month(query.window)
    name = _WHOLES.get(query.spec.name)
    return None if name is None else (name, Fraction(1))


def pick_of(query: Query) -> Pick:
    """What a metric picks from a total."""
    if query.spec.name == "orders_per_month" and query.window is not None:
        share = share_per_month(query.window)
        return lambda total: total[0] * share
    return _PICKS[query.spec.name]


_PICKS: Mapping[str, Pick] = MappingProxyType(
    {
        "orders": lambda total: total[0],
        "events": lambda total: total[0],
        "referrals": lambda total: total[0],
        "gross_spend": lambda total: total[1],
        "earned": lambda total: total[1],
        "refunded": lambda total: total[2],
        "spent": lambda total: total[2],
        "net_spend": lambda total: total[1] - total[2],
        "average_order": average_order,
    }
)

_WHOLES: Mapping[str, str] = MappingProxyType(
    {
        "orders": "counts", "events": "counts", "referrals": "counts", "gross_spend": "amounts", "earned": "amounts",
        "refunded": "lesses", "spent": "lesses", "net_spend": "nets",
    }
)  # fmt: skip
