"""What rules remember against what they said they would."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from headless.models.session import Record
from headless.services.verification.drift import Drift
from headless.services.verification.histories import History

Documents = dict[str, dict[str, Any]]


def check_memory(history: History) -> Iterator[Drift]:
    """Each document is the last that its rule remembered; a plugin's shared one, all of them merged."""
    stored: Documents = {row["scope"]: json.loads(row["document"]) for row in history.rows("memory")}
    if _fold(history, lambda event: (event["recorded_at"], event["id"])) == stored:
        return
    # Events of one batch have the same recorded_at; they were settled in the order in which they occurred.
    expected = _fold(history, lambda event: (event["recorded_at"], event["occurred_at"], event["id"]))
    for scope in sorted({*expected, *stored}):
        if expected.get(scope) != stored.get(scope):
            yield history.drift("memory", scope, _text(expected.get(scope)), _text(stored.get(scope)))


def _fold(history: History, order: Callable[[Record], tuple[int, ...]]) -> Documents:
    plugins = {versions.latest.id: versions.latest.plugin for versions in history.program.rules}
    documents: Documents = {}
    for event in sorted(history.settled, key=order):
        for line in history.decided.get(event["id"], ()):
            for effect in line.get("e", ()):
                if effect.get("effect") == "Remember" and "i" in line:
                    _remember(documents, plugins, line["i"], effect)
    return documents


def _remember(documents: Documents, plugins: dict[int, str], instance_id: int, effect: dict[str, Any]) -> None:
    values = effect["values"]
    if not effect.get("shared"):
        documents[f"rule:{instance_id}"] = values
        return
    scope = f"plugin:{plugins.get(instance_id, instance_id)}"
    merged = {**documents.get(scope, {}), **values}
    documents[scope] = {key: value for key, value in merged.items() if value is not None}


def _text(document: dict[str, Any] | None) -> str | None:
    return None if document is None else json.dumps(document, sort_keys=True, ensure_ascii=False)
