"""The condition tree: all, any, not, test. It is immutable and hashable. A leaf is never null, only true or false."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from headless.engine.metrics.spec import Query, Threshold
from headless.engine.values.calendar import Window
from headless.engine.values.comparisons import Op


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds. True if there are none."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one condition holds. False if there are none."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Test:
    """A metric stands in `op` to a value. False if the metric has none."""

    __test__: ClassVar[bool] = False

    query: Query
    op: Op
    value: Threshold = None

    @property
    def metric(self) -> str:
        return self.query.spec.name

    @property
    def window(self) -> Window | None:
        return self.query.window

    @property
    def args(self) -> dict[str, str]:
        return dict(self.query.args)


Condition = All | Any | Not | Test


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every test of a tree, from left to right."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests_of(condition.condition)
    else:
        for child in condition.conditions:
            yield from tests_of(child)


def may_hold(condition: Condition, told: Callable[[Test], bool | None]) -> bool:
    """Return False if a condition fails by the tests of which something is known, whatever the other tests say.

    told: the outcome of a test, None if it is not known.
    """
    return _outcome(condition, told) is not False


def _outcome(condition: Condition, told: Callable[[Test], bool | None]) -> bool | None:
    if isinstance(condition, Test):
        return told(condition)
    if isinstance(condition, Not):
        outcome = _outcome(condition.condition, told)
        return None if outcome is None else not outcome
    outcomes = [_outcome(child, told) for child in condition.conditions]
    decisive = isinstance(condition, Any)
    if decisive in outcomes:
        return decisive
    return None if None in outcomes else not decisive
