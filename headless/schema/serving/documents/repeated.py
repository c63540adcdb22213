"""Variables that are used in several places: what they hold counts once for each of them.

A text of a megabyte is read once if it is searched for once. Under a hundred aliases it would be read a hundred times.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from headless.engine.values.limits import REPEATED_CHARACTERS
from headless.errors import Refused
from headless.messages import Message
from headless.resolvers.executing.plans import fragments_of
from headless.resolvers.executing.variables import has_variables, variables_in

SHORT = (int, float, bool, type(None))


def uses_again(document: DocumentNode, operation: OperationDefinitionNode) -> Mapping[str, int]:
    """Return how often an operation uses its variables after the first time, fragments counted wherever they are used."""
    if not has_variables(document):
        return {}
    counted = _Uses(fragments_of(document)).of(operation.selection_set)
    return {name: count - 1 for name, count in counted.items() if count > 1}


def check_repeated(again: Mapping[str, int], variables: Mapping[str, Any]) -> None:
    """Raise Refused with code QUERY_TOO_LARGE if what is used again is together too long."""
    if not again:
        return
    total = sum(count * _characters(variables.get(name)) for name, count in again.items())
    if total > REPEATED_CHARACTERS:
        message = Message(
            "variables that are used again hold {count} characters, counted in each place, at most {most} are taken: split it",
            count=total,
            most=REPEATED_CHARACTERS,
        )
        raise Refused(message, code="QUERY_TOO_LARGE", data={"most": REPEATED_CHARACTERS})


class _Uses:
    """Counts uses, each fragment once."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Counter[str]] = {}

    def of(self, selected: SelectionSetNode) -> Counter[str]:
        """Return how often variables are used in a selection."""
        uses = Counter[str]()
        for node in selected.selections:
            below: SelectionSetNode | None = getattr(node, "selection_set", None)
            for part in (*(node.directives or ()), *(getattr(node, "arguments", None) or ())):
                uses.update(variables_in(part))
            if isinstance(node, FragmentSpreadNode):
                uses.update(self._of_fragment(node.name.value))
            elif below is not None:
                uses.update(self.of(below))
        return uses

    def _of_fragment(self, name: str) -> Counter[str]:
        if name not in self._known:
            # one that is not there, or uses itself, is refused by validation
            self._known[name] = Counter()
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.of(fragment.selection_set)
        return self._known[name]


def _characters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, SHORT):
        return 0
    try:
        return len(orjson.dumps(value, default=str))
    except TypeError:
        # a whole number beyond 64 bits
        return len(json.dumps(value, default=str))
