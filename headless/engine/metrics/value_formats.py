"""How the value of a metric is shown outside: counts as numbers, decimals as exact strings."""

from fractions import Fraction
from typing import Any

from headless.engine.metrics.measure import Measure
from headless.engine.metrics.spec import Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.values.amounts import text_of

_RATIO_DECIMALS = 4
_STORED_DECIMALS = 9


def metric_value(query: Query, subject: Subject, today: int, terms: Terms) -> Any:
    """Return one member's value of a metric as JSON, or None if it is missing."""
    measure = query.measure(terms)
    return shown(query, measure, measure.read(subject, today), subject)


def shown(query: Query, measure: Measure, value: Any, subject: Subject) -> Any:
    """Return a value that a measure read as JSON. Cut off toward zero what does not end."""
    spec = query.spec
    if value is None:
        return None
    if spec.type == "set":
        return sorted(value)
    if spec.type == "tier":
        return subject.tier_code(query.arg("track"))
    if not spec.numeric:
        return value
    if spec.stored or (spec.ratio and spec.type != "money"):
        return _number(value, spec.type in ("count", "days"), _STORED_DECIMALS if spec.stored else _RATIO_DECIMALS)
    return int(value) if spec.type in ("count", "days") else text_of(int(value), measure.scale)


def _number(value: Fraction, counts: bool, decimals: int) -> int | str:
    if counts and value.denominator == 1:
        return value.numerator
    text = text_of(int(value * 10**decimals), decimals)
    return text.rstrip("0").rstrip(".")
