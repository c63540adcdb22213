"""Conditions: one language for tiers, tags, segments, benefits and filters, in its public face.

A condition compiles to a closure over one member here, and to SQL over all members in `headless.models.conditions.conditions`;
both agree, because both rest on the same leaves.
"""

from collections.abc import Callable, Iterable, Mapping

from headless.engine.conditions.leaves import leaf_of
from headless.engine.conditions.parsing import parse_condition, to_json
from headless.engine.conditions.trees import All, Any, Condition, Not, Test, tests_of
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.values.calendar import Window

__all__ = [
    "All",
    "Any",
    "Condition",
    "Not",
    "Predicate",
    "Test",
    "compile_condition",
    "days_needed",
    "keys_used",
    "longest_window",
    "parse_condition",
    "scopes_used",
    "tests_of",
    "to_json",
]

Predicate = Callable[[Subject, int], bool]
"""Says if a member meets the condition on a local day."""


def compile_condition(condition: Condition, terms: Terms) -> Predicate:
    """Return the condition as a fast closure."""
    if isinstance(condition, Test):
        return _test(condition, terms)
    if isinstance(condition, Not):
        inner = compile_condition(condition.condition, terms)
        return lambda subject, today: not inner(subject, today)
    parts = tuple(compile_condition(child, terms) for child in condition.conditions)
    if len(parts) == 1:
        return parts[0]
    return _all(parts) if isinstance(condition, All) else _any(parts)


def keys_used(condition: Condition) -> frozenset[str]:
    """Return the keys of daily totals that the condition reads.

    Totals of `order` are kept whether they are used or not.
    """
    return frozenset(key for test in tests_of(condition) if (key := test.query.key) is not None)


def scopes_used(condition: Condition) -> frozenset[str]:
    """Return the scopes that a token must hold to test this."""
    return frozenset(scope for test in tests_of(condition) for scope in test.query.spec.scopes)


def longest_window(condition: Condition, today: int) -> Window | None:
    """Return the window that reaches back furthest from today. If no test has a window, return None."""
    windows = [test.window for test in tests_of(condition) if test.window is not None]
    return min(windows, key=lambda window: window.first_day(today), default=None)


def days_needed(conditions: Iterable[Condition], today: int) -> Mapping[str, int]:
    """Return by key the first day whose total must be loaded, which is 1 for all days.

    Keys of which only the whole life is read are left out.
    """
    first_days: dict[str, int] = {}
    for query in (test.query for condition in conditions for test in tests_of(condition)):
        key = query.key
        first = 1 if query.spec.every_day else query.window.first_day(today) if query.window else None
        if key is not None and first is not None:
            first_days[key] = min(first, first_days.get(key, first))
    return first_days


def _test(test: Test, terms: Terms) -> Predicate:
    leaf = leaf_of(test, terms)
    read, verdict = leaf.measure.read, leaf.verdict

    def passes(subject: Subject, today: int) -> bool:
        value = read(subject, today)
        return value is not None and verdict(value)

    return passes


def _all(parts: tuple[Predicate, ...]) -> Predicate:
    def passes(subject: Subject, today: int) -> bool:
        for part in parts:  # noqa: SIM110  # a plain loop is half the time of all() over a generator
            if not part(subject, today):
                return False
        return True

    return passes


def _any(parts: tuple[Predicate, ...]) -> Predicate:
    def passes(subject: Subject, today: int) -> bool:
        for part in parts:  # noqa: SIM110  # as above
            if part(subject, today):
                return True
        return False

    return passes
