"""Blanking what is personal in documents and texts that stay when a member is erased."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.member.provenance import ENGINE
from headless.engine.program.program import Program
from headless.services.kernel.scopes import PII

BLANK = "[erased]"
ASCII_LEAST, OTHER_LEAST = 4, 2
NUMBER_LEAST, IDENTIFIER_LEAST = 7, 6
_CODES = frozenset({
    "effect", "asset", "tag", "track", "tier", "coupon", "code", "benefit", "stock", "type", "event", "from", "rule", "member",
    "key", "metric", "mode", "op", "unit", "window", "outcome", "path",
})  # fmt: skip
"""Names in kept documents under which codes stand: they stay."""
_READ = ("value", "remaining")
_REASONS = frozenset({"reason", "note", "comment", "message"})


class Blanking:
    """Knows what was personal of one member: texts that are looked for, and metrics whose values go.

    identifiers: texts that are looked for as whole words alone, if they are long enough to be told from other words.
    """

    def __init__(self, program: Program, texts: Iterable[str], identifiers: Iterable[str] = ()) -> None:
        personal = {name for name, spec in program.metrics.items() if PII in spec.scopes}
        self._metrics = frozenset(personal | {"attribute"})
        self._told = frozenset(name for name, type_ in program.event_types.items() if type_.plugin)
        parts = _patterns({text.strip() for text in texts}, {text.strip() for text in identifiers})
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def text(self, text: str) -> str:
        """Return a text without what was personal."""
        return text if self._pattern is None else self._pattern.sub(BLANK, text)

    def document(self, document: Any) -> Any:
        """Return a document without what was personal. Codes, amounts and effects stay."""
        if isinstance(document, str):
            return self.text(document)
        if isinstance(document, list):
            return [self.document(part) for part in document]
        if not isinstance(document, dict):
            return document
        hidden = _READ if document.get("metric") in self._metrics else ()
        return {
            name: part if name in _CODES and isinstance(part, str) else self.document(part)
            for name, part in document.items()
            if name not in hidden
        }

    def json(self, text: str | None) -> str | None:
        """Return a JSON text without what was personal, the text itself if there was nothing."""
        if text is None:
            return None
        document = json.loads(text)
        blanked = self.document(document)
        return text if blanked == document else json.dumps(blanked, separators=(",", ":"), ensure_ascii=False)

    def reason(self, text: str | None) -> str | None:
        """Return a text without what was personal, if there is one."""
        return None if text is None else self.text(text)

    def data(self, type_: str, source: str, data: Any) -> Any:
        """Return the data of an event without what was personal, as far as it is no fact that the event states."""
        if type_ == "member.updated":
            return {**data, "fields": {name: part for name, part in data.get("fields", {}).items() if name == "status"}}
        return self.document(data) if source == ENGINE and type_ in self._told else self.reasons(data)

    def reasons(self, data: Any) -> Any:
        """Return the data of an event with what was personal blanked in texts that say why."""
        if isinstance(data, list):
            return [self.reasons(part) for part in data]
        if not isinstance(data, dict):
            return data
        return {
            name: self.text(part) if name in _REASONS and isinstance(part, str) else self.reasons(part)
            for name, part in data.items()
        }


def texts_in(document: Any) -> Iterable[str]:
    """Yield all texts of a document, without the names under which they stand."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        for part in document.values():
            yield from texts_in(part)
    elif isinstance(document, list | tuple):
        for part in document:
            yield from texts_in(part)


def _patterns(texts: set[str], identifiers: set[str]) -> list[str]:
    """Return the patterns of the texts that are worth looking for, the longest first."""
    words = {text for text in texts if _is_number(text)} | identifiers
    inside = {text for text in texts - words if len(text) >= (ASCII_LEAST if text.isascii() else OTHER_LEAST)}
    whole = {text for text in words - inside if len(text) >= (NUMBER_LEAST if _is_number(text) else IDENTIFIER_LEAST)}
    return [
        re.escape(text) if text in inside else rf"(?<![0-9A-Za-z]){re.escape(text)}(?![0-9A-Za-z])"
        for text in sorted(inside | whole, key=len, reverse=True)
    ]


def _is_number(text: str) -> bool:
    """Return True if a text is of figures and signs alone, and so could be a day or an amount as well."""
    return text.isascii() and not any(letter.isalpha() for letter in text)
