"""The one place where a metric's name meets the way it is read."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from headless.engine.metrics.measures import (
    Measure,
    Since,
    Still,
    StreakLength,
    TierHeld,
    UntilBirthday,
    UntilTierEnds,
    attribute_of,
)
from headless.engine.metrics.metric import MetricSpec, Query, Subject, Terms
from headless.engine.metrics.sums import Sum, pick_of, whole_of
from headless.engine.metrics.total_keys import ORDER, key_of, order_key


def measure_of(query: Query, terms: Terms) -> Measure:
    """How to read the metric. An asset kind that the merchant does not have is always missing."""
    spec, name = query.spec, query.spec.name
    if spec.stored:
        return Still(_stored(spec))
    if spec.type == "amount":
        return _of_asset(query, terms)
    if name == "days_since_order":
        return _days_since_order(order_key(query.args))
    if name == "streak":
        return StreakLength(key_of(query) or "", query.arg("period") or "day")
    if (key := key_of(query)) is not None:
        decimals = terms.currency_decimals if spec.type == "money" else 0
        return Sum(key, query.window, pick_of(query), decimals, whole_of(query))
    return _of_member(query)


def _of_asset(query: Query, terms: Terms) -> Measure:
    asset = query.arg("asset") or ""
    decimals = terms.asset_decimals(asset)
    if decimals is None:
        return Still(lambda subject, today: None)
    if query.spec.name == "balance":
        return Still(lambda subject, today: subject.balance(asset) or 0, decimals)
    return Sum(key_of(query) or "", query.window, pick_of(query), decimals, whole_of(query))


def _days_since_order(key: str = ORDER) -> Measure:
    def last_order(subject: Subject) -> int | None:
        series = subject.totals.series(key)
        return series.last() if series is not None else None

    return Since(last_order)


def _of_member(query: Query) -> Measure:
    name, track = query.spec.name, query.arg("track")
    if name == "days_since_join":
        return Since(lambda subject: subject.joined_on)
    if name == "birthday_in":
        return UntilBirthday()
    if name == "tier":
        return TierHeld(track)
    if name == "tier_ends_in":
        return UntilTierEnds(track)
    if name == "tag":
        return Still(lambda subject, today: subject.tag_codes or None)
    if name == "attribute":
        return Still(attribute_of(query))
    raise AssertionError(f"the built-in metric {name!r} has no measure")


def _stored(spec: MetricSpec) -> Any:
    name, numeric, flag = spec.name, spec.numeric, spec.type == "flag"

    def read(subject: Subject, today: int) -> Fraction | str | bool | None:
        value = subject.stored.get(name)
        if value is None:
            return None
        if numeric:
            return Fraction(value) if isinstance(value, int | Decimal) else None
        if flag:
            return bool(value) if isinstance(value, int) else None
        return value if isinstance(value, str) else None

    return read
