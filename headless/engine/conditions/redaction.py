"""Clauses for a reader who lacks the scope of a metric: whether a test is met, but not by what value."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from headless.engine.conditions.clauses import Clause
from headless.engine.metrics.spec import Registry


def visible(clause: Clause, metrics: Registry, allows: Callable[[str], bool]) -> Clause:
    """Return the clause without the values whose scope is not held. If all may be seen, return the clause itself."""
    if clause.mode != "TEST":
        parts = tuple(visible(child, metrics, allows) for child in clause.clauses)
        same = all(new is old for new, old in zip(parts, clause.clauses, strict=True))
        return clause if same else replace(clause, clauses=parts)
    spec = metrics.get(clause.metric or "")
    if spec is None or allows(spec.scope):
        return clause
    return replace(clause, value=None, remaining=None, fraction=Decimal(int(clause.met)), steps=None, ahead=None)
