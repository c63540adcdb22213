"""What rules remember against what they said they would."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

Document = dict[str, Any]
Documents = dict[str, Document]


def check_memory(history: History) -> Iterator[Drift]:
    """Check that each document is the last that its rule remembered, or for a plugin all of its shared ones merged."""
    stored: Documents = {memory.scope: json.loads(memory.document) for memory in history.memories}
    said = _said(history)
    untold = _untold(history)
    for scope in sorted({*said, *stored}):
        possible = _possible(scope, said.get(scope, []))
        if scope not in untold and stored.get(scope) not in possible:
            yield history.drift("memory", scope, _text(possible[0]), _text(stored.get(scope)))


def _said(history: History) -> dict[str, list[tuple[int, Document]]]:
    """Return what was to be remembered in each scope, and when, oldest first."""
    plugins = {versions.latest.id: versions.latest.plugin for versions in history.program.rules}
    said: dict[str, list[tuple[int, Document]]] = {}
    for event in history.settled:
        for line in history.decided.get(event.id, ()):
            for effect in line.get("e", ()):
                if effect.get("effect") == "Remember" and "i" in line:
                    shared = effect.get("shared")
                    scope = f"plugin:{plugins.get(line['i'], line['i'])}" if shared else f"rule:{line['i']}"
                    said.setdefault(scope, []).append((event.recorded_at, effect["values"]))
    return said


def _possible(scope: str, said: Sequence[tuple[int, Document]]) -> list[Document | None]:
    """Return what the document may be: of several things said at one moment, any may have been the last."""
    if not said:
        return [None]
    values = [value for _, value in said]
    last = [place for place, (at, _) in enumerate(said) if at == said[-1][0]]
    orders = [[*values[:place], *values[place + 1 :], values[place]] for place in reversed(last)]
    return [_merged(order) if scope.startswith("plugin:") else order[-1] for order in orders]


def _merged(values: Sequence[Document]) -> Document:
    merged: Document = {}
    for document in values:
        merged = {**merged, **document}
    return {key: value for key, value in merged.items() if value is not None}


def _untold(history: History) -> set[str]:
    """Return the scopes of rules that were tried again later: no decision holds what they said then."""
    plugins = {versions.latest.id: versions.latest.plugin for versions in history.program.rules}
    again = {retry.rule_id for retry in history.retries}
    return {f"rule:{rule_id}" for rule_id in again} | {f"plugin:{plugins.get(rule_id)}" for rule_id in again}


def _text(document: Document | None) -> str | None:
    return None if document is None else json.dumps(document, sort_keys=True, ensure_ascii=False)
