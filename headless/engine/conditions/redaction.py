"""Clauses for a reader who lacks the scope of a metric: whether a test is met, but not by what value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from headless.engine.conditions.clauses import Clause
from headless.engine.metrics.spec import Registry

Scopes = Mapping[str, str | Sequence[str]]
NO_SCOPES: Scopes = {}


def visible(clause: Clause, metrics: Registry, allows: Callable[[str], bool], scopes: Scopes = NO_SCOPES) -> Clause:
    """Return the clause without the values whose scope is not held. If all may be seen, return the clause itself.

    scopes: of metrics that are not in `metrics`.
    """
    if clause.mode != "TEST":
        parts = tuple(visible(child, metrics, allows, scopes) for child in clause.clauses)
        same = all(new is old for new, old in zip(parts, clause.clauses, strict=True))
        return clause if same else replace(clause, clauses=parts)
    name = clause.metric or ""
    needed = metrics[name].scopes if name in metrics else scopes.get(name, ())
    if all(map(allows, (needed,) if isinstance(needed, str) else needed)):
        return clause
    fraction = Decimal(int(clause.met))
    return replace(clause, value=None, remaining=None, fraction=fraction, steps=None, ahead=None, hidden=True)
