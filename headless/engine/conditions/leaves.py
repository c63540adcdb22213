"""A test made ready: how its metric is read, and what it must be. Closure, clause and forecast all use this one."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from headless.engine.conditions.trees import Test
from headless.engine.metrics.measure import Measure, Verdict
from headless.engine.metrics.spec import Scalar
from headless.engine.metrics.subject import Terms
from headless.engine.values.comparisons import Op, Span, comparison, edges_of, spans_of, within
from headless.engine.values.numbers import number_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test, its measure, and its verdict on a value that is not missing. Whole numbers alone have `spans`."""

    test: Test
    measure: Measure
    verdict: Verdict
    spans: tuple[Span, ...] | None
    thresholds: tuple[Fraction, ...]

    def passes(self, value: Any) -> bool:
        """Return True if a value, which may be missing, meets the test."""
        return value is not None and self.verdict(value)


def leaf_of(test: Test, terms: Terms) -> Leaf:
    """Make a test ready for a merchant."""
    measure = test.query.measure(terms)
    spec, op = test.query.spec, test.op
    values = values_of(test)
    if spec.type == "tier":
        ranks = [terms.tier_rank_of(test.query.arg("track"), str(value)) for value in values]
        return _whole(test, measure, tuple(Fraction(rank) for rank in ranks if rank is not None))
    if spec.numeric:
        thresholds = tuple(Fraction(value) * 10**measure.scale for value in values)
        if spec.ratio or spec.stored:
            return Leaf(test, measure, comparison(op, thresholds), None, thresholds)
        return _whole(test, measure, thresholds)
    if spec.type == "set":
        return Leaf(test, measure, _of_set(op, values), None, ())
    if spec.type == "attribute":
        return Leaf(test, measure, _of_attribute(op, values), None, ())
    return Leaf(test, measure, comparison(op, values), None, ())


def values_of(test: Test) -> tuple[Scalar, ...]:
    """Return the thresholds of a test: none for EXISTS, several for IN."""
    if test.value is None:
        return ()
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _whole(test: Test, measure: Measure, thresholds: tuple[Fraction, ...]) -> Leaf:
    known = thresholds or test.op is Op.EXISTS
    spans = spans_of(test.op, thresholds) if known else ()
    return Leaf(test, measure, within(spans), spans, thresholds)


def edges(leaf: Leaf) -> tuple[int, ...]:
    """Return the whole numbers at which the verdict may change."""
    return edges_of(leaf.spans) if leaf.spans is not None else ()


def _of_set(op: Op, values: Sequence[Scalar]) -> Verdict:
    if op is Op.EXISTS:
        return bool
    wanted = frozenset(values)
    return lambda codes: not wanted.isdisjoint(codes)


def _of_attribute(op: Op, values: Sequence[Scalar]) -> Verdict:
    if op is Op.EXISTS:
        return lambda value: True
    if op in (Op.EQ, Op.IN):
        return lambda value: any(_same(value, wanted) for wanted in values)
    wanted = values[0]
    if op is Op.NEQ:
        return lambda value: not _same(value, wanted)
    if op is Op.CONTAINS:
        return lambda value: isinstance(value, str | list | tuple) and wanted in value
    compare_number, compare_text = comparison(op, (number_of(wanted),)), comparison(op, values)

    def passes(value: Any) -> bool:
        if number_of(wanted) is not None and (number := number_of(value)) is not None:
            return compare_number(number)
        return isinstance(wanted, str) and isinstance(value, str) and compare_text(value)

    return passes


def comparable(value: Any, wanted: Scalar) -> bool:
    """Return True if an attribute can be compared with a threshold: texts with texts, numbers with numbers."""
    if isinstance(wanted, bool):
        return isinstance(value, bool)
    if isinstance(wanted, str) and isinstance(value, str):
        return True
    return number_of(value) is not None and number_of(wanted) is not None


def _same(value: Any, wanted: Scalar) -> bool:
    if isinstance(wanted, bool):
        return value is wanted
    if isinstance(wanted, str) and isinstance(value, str):
        return value == wanted
    number = number_of(value)
    return number is not None and number == number_of(wanted)
