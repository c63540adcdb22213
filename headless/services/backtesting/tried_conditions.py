"""Conditions in documents that are saved or tried: what they test shows in whom they select, so its scope must be held."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headless.engine.conditions.conditions import scopes_used
from headless.engine.conditions.parsing import parse_condition
from headless.engine.evaluation.needs import is_condition
from headless.engine.metrics.spec import Registry
from headless.errors import Invalid
from headless.services.kernel.principals import Principal


def require_scopes(principal: Principal, metrics: Registry, document: Any) -> None:
    """Raise Denied if the principal may not read what any condition in a document tests."""
    for scope in sorted(_scopes(metrics, document)):
        principal.require(scope)


def _scopes(metrics: Registry, document: Any) -> frozenset[str]:
    """Return the scopes of all conditions, those in the settings of rules included."""
    if is_condition(document):
        try:
            return scopes_used(parse_condition(document, metrics))
        except Invalid:
            pass  # A setting that only looks like a condition. What is wrong with a true one, the save has said.
    return frozenset().union(*(_scopes(metrics, child) for child in _children(document)))


def _children(document: Any) -> Iterator[Any]:
    if isinstance(document, Mapping):
        yield from document.values()
    elif isinstance(document, Sequence) and not isinstance(document, str):
        yield from document
