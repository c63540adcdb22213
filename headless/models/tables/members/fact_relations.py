"""What conditions read of members, as relations: the profile, stored metrics, and the days of daily totals."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.relations import Relation


class Profile(NamedTuple):
    """The row of PROFILE."""

    joined_at: int
    joined_on: int
    birthday_on: int | None
    attributes: str
    status: int
    clock_at: int
    due_at: int | None


PROFILE = Relation("profile", columns(Profile, "m"), source="")
"""Columns of the member itself."""


class MetricValue(NamedTuple):
    """A row of METRICS: `number` / 10^`scale`, or `text`."""

    metric: str
    number: int | None
    scale: int
    text: str | None


METRICS = Relation("metrics", columns(MetricValue, "x"), "stored_metric x")
"""The stored values of plugin metrics."""


TOTALS, SUMMED_TOTALS = "totals", "totals summed up"
"""The names of `totals` and `summed_totals`."""


class TotalOfDay(NamedTuple):
    """A row of `totals` and `summed_totals`. Day 0 is the sum of the whole life."""

    key: str
    day: int
    count: int  # type: ignore[assignment]  # the column's name; no use is made of a tuple's own count
    amount: int
    less: int


_DAYS = columns(TotalOfDay, "x")
_SUMMED = columns(
    TotalOfDay,
    "x",
    day="min(x.day)",
    count="sum(x.count)::bigint",
    amount="sum(x.amount)::bigint",
    less="sum(x.less)::bigint",
)


def totals(first_days: Mapping[str, int]) -> Relation:
    """Return the daily totals of each key from its first day on, and its lifetime."""
    where, values = _spans(first_days)
    return Relation(TOTALS, _DAYS, "daily_total x", where, values)


_APART_DAYS = 100
"""So many days at the start of a window stay apart: a text says what falls out of it within 90 days. Months differ in length."""


def summed_totals(first_days: Mapping[str, int], today: int) -> Relation:
    """Return each key's days from its first to today, and its lifetime. Days that do not leave the window soon are summed up."""
    where, values = _spans(first_days)
    border = max((first for first in first_days.values() if first <= today), default=0) + _APART_DAYS
    last, apart = len(values) + 1, len(values) + 2
    where += f" AND x.day <= ${last} GROUP BY x.key, CASE WHEN x.day < ${apart} THEN x.day ELSE -1 END"
    return Relation(SUMMED_TOTALS, _DAYS, "daily_total x", where, (*values, today, border), _SUMMED)


def _spans(first_days: Mapping[str, int]) -> tuple[str, tuple[Any, ...]]:
    """Return the condition for the days of each key from its first one and the lifetime, and its parameters."""
    values: list[Any] = []
    spans = []
    for key in sorted(first_days):
        values += [key, first_days[key]]
        spans.append(f"x.key = ${len(values) - 1} AND (x.day = 0 OR x.day >= ${len(values)})")
    return f"AND ({' OR '.join(spans)})", tuple(values)
