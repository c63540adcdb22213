"""What rules remember against what they said they would."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from headless.engine.handlers.merging.united_memory import SHARED, united_memory
from headless.ids import Prefix, decode
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

Document = dict[str, Any]
Documents = dict[str, Document]


class _Words(NamedTuple):
    """What was said of a document at a moment: one thing, or what it may be. comes: it comes from a member who was merged."""

    at: int
    said: Sequence[Document | None]
    comes: bool = False


def check_memory(history: History) -> Iterator[Drift]:
    """Check that each document is the last that its rule remembered, or for a plugin all of its shared ones merged.

    On a merge of members the survivor's keys win.
    """
    stored: Documents = {memory.scope: json.loads(memory.document) for memory in history.memories}
    said = _said(history, history.id)
    untold = _untold(history)
    for scope in sorted({*said, *stored}):
        possible = _possible(scope, said.get(scope, []))
        if scope not in untold and stored.get(scope) not in possible:
            yield history.drift("memory", scope, _text(possible[0]), _text(stored.get(scope)))


def _said(history: History, member_id: int) -> dict[str, list[_Words]]:
    """Return what was to be remembered of a member in each scope, oldest first, with what merges brought along."""
    plugins = {versions.latest.id: versions.latest.plugin for versions in history.program.rules}
    said: dict[str, list[_Words]] = {}
    for event in history.settled:
        if history.origin(event) != member_id:
            continue
        if event.type == "member.merged":
            for scope, words in _said(history, decode(Prefix.MEMBER, json.loads(event.data)["merged"])).items():
                said.setdefault(scope, []).append(_Words(event.recorded_at, _possible(scope, words), comes=True))
        for line in history.decided.get(event.id, ()):
            for effect in line.get("e", ()):
                if effect.get("effect") == "Remember" and "i" in line:
                    shared = effect.get("shared")
                    scope = f"{SHARED}{plugins.get(line['i'], line['i'])}" if shared else f"rule:{line['i']}"
                    said.setdefault(scope, []).append(_Words(event.recorded_at, [effect["values"]]))
    return said


def _possible(scope: str, said: Sequence[_Words]) -> list[Document | None]:
    """Return what the document may be: of several things said at one moment, any may have been the last."""
    if not said:
        return [None]
    last = [place for place, words in enumerate(said) if words.at == said[-1].at]
    orders = [[*said[:place], *said[place + 1 :], said[place]] for place in reversed(last)]
    return [document for order in orders for document in _documents(scope, order)]


def _documents(scope: str, order: Sequence[_Words]) -> list[Document | None]:
    """Return what comes of things said in this order."""
    documents: list[Document | None] = [None]
    for words in order:
        documents = [_after(scope, known, said, words.comes) for known in documents for said in words.said]
    if not scope.startswith(SHARED):
        return documents
    return [None if known is None else {k: v for k, v in known.items() if v is not None} for known in documents]


def _after(scope: str, known: Document | None, said: Document | None, comes: bool) -> Document | None:
    if said is None:
        return known
    if comes:
        return united_memory({} if known is None else {scope: known}, {scope: said}).get(scope, known)
    return {**(known or {}), **said} if scope.startswith(SHARED) else said


def _untold(history: History) -> set[str]:
    """Return the scopes of rules that were tried again later: no decision holds what they said then."""
    plugins = {versions.latest.id: versions.latest.plugin for versions in history.program.rules}
    again = {retry.rule_id for retry in history.retries}
    return {f"rule:{rule_id}" for rule_id in again} | {f"plugin:{plugins.get(rule_id)}" for rule_id in again}


def _text(document: Document | None) -> str | None:
    return None if document is None else json.dumps(document, sort_keys=True, ensure_ascii=False)
