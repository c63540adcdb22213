"""How a value is compared with a threshold, exactly: on whole numbers as spans, on fractions and texts directly."""

import operator
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any


class Op(StrEnum):
    """What a test asks of a metric."""

    EQ = "EQ"
    NEQ = "NEQ"
    GT = "GT"
    GTE = "GTE"
    LT = "LT"
    LTE = "LTE"
    IN = "IN"
    CONTAINS = "CONTAINS"
    EXISTS = "EXISTS"


ORDERED = (Op.EQ, Op.NEQ, Op.GT, Op.GTE, Op.LT, Op.LTE)

Span = tuple[int | None, int | None]
"""Whole numbers from the first to below the second; None is without end."""

_OPERATORS: Mapping[Op, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        Op.EQ: operator.eq,
        Op.NEQ: operator.ne,
        Op.GT: operator.gt,
        Op.GTE: operator.ge,
        Op.LT: operator.lt,
        Op.LTE: operator.le,
    }
)


def spans_of(op: Op, thresholds: Sequence[Fraction]) -> tuple[Span, ...]:
    """Return the whole numbers that stand in `op` to an exact threshold. Only IN takes several thresholds."""
    if op is Op.EXISTS:
        return ((None, None),)
    if op in (Op.EQ, Op.IN):
        whole = sorted({int(threshold) for threshold in thresholds if threshold.denominator == 1})
        return tuple((value, value + 1) for value in whole)
    threshold = thresholds[0]
    floor = threshold.numerator // threshold.denominator
    ceiling = -(-threshold.numerator // threshold.denominator)
    if op is Op.NEQ:
        return ((None, floor), (floor + 1, None)) if floor == ceiling else ((None, None),)
    if op is Op.GTE:
        return ((ceiling, None),)
    if op is Op.GT:
        return ((floor + 1, None),)
    return ((None, ceiling),) if op is Op.LT else ((None, floor + 1),)


def within(spans: tuple[Span, ...]) -> Callable[[int], bool]:
    """Return a fast test that a whole number lies in one of the spans."""
    if len(spans) == 1:
        low, high = spans[0]
        if low is None and high is None:
            return lambda value: True
        if high is None:
            return lambda value: value >= low  # type: ignore[operator]  # not None here
        if low is None:
            return lambda value: value < high
    if all(low is not None and high == low + 1 for low, high in spans):
        single = frozenset(low for low, _ in spans)
        return lambda value: value in single
    return lambda value: any((low is None or value >= low) and (high is None or value < high) for low, high in spans)


def edges_of(spans: tuple[Span, ...]) -> tuple[int, ...]:
    """Return the numbers at which belonging to the spans may change, ascending."""
    return tuple(sorted({edge for span in spans for edge in span if edge is not None}))


def comparison(op: Op, thresholds: Sequence[Any]) -> Callable[[Any], bool]:
    """Return a test of fractions or texts against thresholds of the same kind."""
    if op is Op.EXISTS:
        return lambda value: True
    if op is Op.IN:
        known = frozenset(thresholds)
        return lambda value: value in known
    threshold = thresholds[0]
    if op is Op.CONTAINS:
        return lambda value: threshold in value
    compare = _OPERATORS[op]
    return lambda value: compare(value, threshold)
