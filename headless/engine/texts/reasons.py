"""Reasons in the reader's language. The words of people, and of plugins that give them in one language, stay as they are."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from headless.engine.texts.formats import share_text
from headless.engine.texts.names import Names, names_of
from headless.engine.texts.patterns import pattern_of
from headless.engine.texts.texts import Texts
from headless.engine.texts.told import from_column, in_language

_TEXTS = Texts("reasons")
_NUMBERS = frozenset({"amount", "share", "left", "count"})
_SHOWN: Mapping[str, Callable[[Names, str], str]] = MappingProxyType({
    "amount": lambda names, text: names.money(text),
    "share": lambda names, text: share_text(text),
    "tier": lambda names, text: names.tier(text),
    "track": lambda names, text: names.track(text),
    "asset": lambda names, text: names.asset(text),
    "event": lambda names, text: names.event(text),
    "stock": lambda names, text: names.stock(text),
    "left": lambda names, text: text,
    "count": lambda names, text: text,
})  # fmt: skip


def reason_text(reason: str | Mapping[str, str], reader: Names | str) -> str:
    """Return a recorded reason for a reader: in a language, with the names of a configuration if they are given."""
    names = names_of(reader)
    kept = from_column(reason) if isinstance(reason, str) else reason
    text = in_language(kept, names.lang)
    if text != kept:
        return text
    whole = _TEXTS.templates(names.lang).get(text)
    if whole is not None:
        return whole
    for pattern, template in _patterns(names.lang):
        if match := pattern.fullmatch(text):
            return template.format(**{key: _SHOWN[key](names, part) for key, part in match.groupdict().items()})
    return text


@lru_cache(maxsize=16)
def _patterns(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the reasons with parameters as they are recorded, and how they read in a language."""
    templates = _TEXTS.templates(lang)
    return tuple(
        (pattern_of(recorded, _expression), template) for recorded, template in templates.items() if "{" in recorded
    )


def _expression(name: str) -> str:
    return "[0-9.]+" if name in _NUMBERS else ".+"
