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
    """Orders, each with what is left of it, seen from a day. after: calendar arithmetic. whole: there are no older ones."""

    orders: Sequence[tuple[date, Decimal]]
    on: date
    after: After
    whole: bool

    @classmethod
    def of(cls, orders: Sequence[Event], back: Event, on: date, after: After, *, stands: bool) -> "Hindsight":
        """Make the one of a day. stands: with the order that is given `back`. Later orders do not count."""
        others = [order for order in orders if order.id != back.id]
        seen = [(order.local_date, order.data.total * (1 - order.refunded)) for order in others]
        if stands:
            seen.append((back.local_date, back.data.total))
        return cls([(day, left) for day, left in seen if day <= on], on, after, len(others) < ORDERS_MOST - 1)

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
        inside = [left for day, left in self.orders if window is None or self.after(window, day) > self.on]
        if metric == "orders":
            return Decimal(sum(left > 0 for left in inside))
        return round(sum(inside, Decimal(0)), 6) if metric == "net_spend" else None

    def _streak(self, period: str) -> Decimal | None:
        """Return how many periods in a row had an order, up to the day's own."""
        number = _PERIODS.get(period)
        if number is None:
            return None
        had, streak = {number(day) for day, left in self.orders if left > 0}, 0
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
