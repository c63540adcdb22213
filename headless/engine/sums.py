"""Metrics over daily totals: what is read from the sum over a window, or over the whole life."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from headless.engine.calendar import Window
from headless.engine.measures import Verdict
from headless.engine.metrics import Query, Subject

Pick = Callable[[tuple[int, int, int]], int | Fraction | None]
"""What a metric takes from (count, amount, less)."""


class Sum:
    """What is picked from the total of one key over a window."""

    def __init__(self, key: str, window: Window | None, pick: Pick, scale: int) -> None:
        self.scale = scale
        self._key, self._window, self._pick = key, window, pick

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


def average_order(total: tuple[int, int, int]) -> Fraction | None:
    """Net spend / orders, in units of money."""
    return Fraction(total[1] - total[2], total[0]) if total[0] > 0 else None


def share_per_month(window: Window) -> Fraction:
    """What one order in a window comes to per month: 365 / (12 × days), or 1 / months."""
    return Fraction(365, 12 * window.days) if window.days else Fraction(1, window.months or 1)


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
