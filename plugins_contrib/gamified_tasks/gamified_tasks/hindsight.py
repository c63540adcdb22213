"""Goals in hindsight: whether a task would have been done on its day without the orders that were given back since.

Only what can be told from the member's orders is judged: how many there were, what they came to, and in how many periods in a
row there was one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gamified_tasks.scalars import Condition
from headless.plugins import Event

ORDERS_MOST = 60
"""The newest orders, which are looked at. What older ones may have reached cannot be told."""
_ROLLING = re.compile(r"[0-9]+[dmy]", re.ASCII)
After = Callable[[str, date], date]


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The orders that still stand, seen from a day. after: calendar arithmetic. whole: there are no older ones."""

    orders: Sequence[Event]
    on: date
    after: After
    whole: bool

    @classmethod
    def of(cls, orders: Sequence[Event], without: Event, on: date, after: After) -> "Hindsight":
        """Make the one of a day, without an order that was given back. Later orders do not count."""
        standing = [order for order in orders if order.local_date <= on and order.id != without.id]
        return cls(standing, on, after, len(orders) < ORDERS_MOST)

    def reached(self, goal: Condition) -> bool | None:
        """Return True if a goal was reached, False if it was not, None if that cannot be told."""
        if "all" in goal:
            parts = [self.reached(part) for part in goal["all"]]
            return False if False in parts else None if None in parts else True
        if "any" in goal:
            parts = [self.reached(part) for part in goal["any"]]
            return True if True in parts else None if None in parts else False
        if "not" in goal:
            part = self.reached(goal["not"])
            return None if part is None else not part
        value = self._value(goal.get("test", {}))
        if value is None:
            return None
        return value >= Decimal(str(goal["test"]["value"])) or (None if not self.whole else False)

    def _value(self, test: Mapping[str, Any]) -> Decimal | None:
        """Return what a test measures, None if it is of another kind."""
        metric, args, window = test.get("metric"), dict(test.get("args") or {}), test.get("window")
        if test.get("op") != "GTE":
            return None
        if metric == "streak" and args.get("type") == "order.paid" and set(args) == {"type", "period"}:
            return self._streak(args["period"])
        if args or (window is not None and not _ROLLING.fullmatch(window)):
            return None
        inside = [order for order in self.orders if window is None or self.after(window, order.local_date) > self.on]
        if metric == "orders":
            return Decimal(sum(order.data.total > 0 for order in inside))
        if metric == "net_spend":
            left = sum((order.data.total * (1 - order.refunded) for order in inside), Decimal(0))
            return Decimal(round(left, 6))
        return None

    def _streak(self, period: str) -> Decimal | None:
        """Return how many periods in a row had an order, up to the day's own."""
        number = _PERIODS.get(period)
        if number is None:
            return None
        had, streak = {number(order.local_date) for order in self.orders}, 0
        last = number(self.on)
        last = last if last in had else last - 1
        while last - streak in had:
            streak += 1
        return Decimal(streak)


def _week(day: date) -> int:
    return (day - timedelta(days=day.weekday())).toordinal() // 7


_PERIODS: Mapping[str, Callable[[date], int]] = {
    "day": date.toordinal,
    "week": _week,
    "month": lambda day: day.year * 12 + day.month,
}
