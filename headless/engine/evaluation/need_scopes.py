"""Scopes of the facts that a plugin's declaration needs: what follows from a fact needs the fact's scope, too."""

from collections.abc import Iterator, Mapping
from typing import Any

from headless.engine.declarations.rules import Meets, Need, Value
from headless.engine.evaluation.needs import setting
from headless.engine.metrics.spec import Registry
from headless.engine.program.active_declarations import Active

Json = Mapping[str, Any]


def scopes_of_needs(metrics: Registry, asked: Active) -> frozenset[str]:
    """Return the scopes of all metrics that a declaration reads, in itself or in the conditions of its settings."""
    needs = asked.declared.needs.values()
    names = {name for need in needs for name in _metrics_of(asked, need)}
    return frozenset().union(*(metrics[name].scopes for name in names if name in metrics))


def tests_in(document: Any) -> Iterator[Json]:
    """Yield the tests of a stored condition."""
    if not isinstance(document, Mapping):
        return
    if isinstance(test := document.get("test"), Mapping):
        yield test
    for child in (document.get("not"), *(document.get("all") or ()), *(document.get("any") or ())):
        yield from tests_in(child)


def _metrics_of(asked: Active, need: Need) -> Iterator[str]:
    if isinstance(need, Value):
        yield str(setting(need.metric, asked))
    if isinstance(need, Meets):
        wanted = (
            getattr(asked.settings, need.condition[1:], None) if isinstance(need.condition, str) else need.condition
        )
        yield from _tested(wanted)


def _tested(wanted: Any) -> Iterator[str]:
    """Yield the metrics that a condition tests, or a mapping of conditions."""
    if not isinstance(wanted, Mapping):
        return
    for test in tests_in(wanted):
        yield str(test.get("metric"))
    for part in wanted.values():
        yield from _tested(part)
