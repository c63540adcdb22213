"""Messages in the reader's language: translated by their templates when they are shown."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from headless.engine.texts.formats import day_text, money_text, number_text
from headless.engine.texts.languages import LANGUAGES, is_english
from headless.engine.texts.names import name_in
from headless.engine.texts.texts import Texts
from headless.engine.texts.told import Text, Told, in_language
from headless.messages import Called, Message, Money, english, listed

FAMILIES = (
    "settling", "intake", "values", "configuration", "access", "members", "importing", "serving", "operating", "printed",
    "diagnosing", "metrics", "plugin_checks",
)  # fmt: skip
PHRASED = frozenset({
    "advice", "asked", "bound", "combined", "described", "do", "form", "forms", "forms2", "given", "kind", "known", "lines",
    "lower", "media", "name", "named", "names", "noun", "origin_noun", "reason", "role", "said", "sent", "shown", "wanted",
    "what", "where", "which", "who", "why",
})  # fmt: skip
"""The names of parameters that may hold a phrase of ours."""
_PACKAGE = "headless.engine.texts.translations"
_CLAUSES = Texts("clauses")


def worded(text: Text, lang: str) -> str:
    """Return a text in a language: a message by its translation, any other as it is there. English is there always."""
    if is_english(lang) or lang not in LANGUAGES or not isinstance(text, Message):
        return in_language(text, lang)
    template = translations(lang).get(text.template)
    if template is None:
        return str(text)
    return template.format(**{name: _parameter(name, value, lang) for name, value in text.parameters.items()})


def with_names(text: Text, lang: str) -> str:
    """Return a text as members read it: with names and amounts of money as they are shown, instead of codes, in English, too."""
    if not is_english(lang) or not isinstance(text, Message):
        return worded(text, lang)
    return text.template.format(**{name: _as_shown(value, lang) for name, value in text.parameters.items()})


def _as_shown(value: Any, lang: str) -> Any:
    return _shown(value, lang) if isinstance(value, Called | Money) else english(value)


@cache
def translations(lang: str) -> Mapping[str, str]:
    """Return all translations into a language, by the English template: none into English, or what we do not have."""
    return MappingProxyType({key: text for name in FAMILIES for key, text in _load(lang, name).items()})


@cache
def phrases(lang: str) -> Mapping[str, str]:
    """Return what texts that stand in messages as parameters are in a language."""
    return _load(lang, "phrases")


def as_kept(message: Message) -> dict[str, Any]:
    """Return a message as documents keep it, so that it can be read in any language later."""
    return {"template": message.template, "params": {name: _kept(value) for name, value in message.parameters.items()}}


def from_kept(document: Mapping[str, Any]) -> Message:
    """Read the message that `as_kept` wrote."""
    return Message(document["template"], **{name: _read(value) for name, value in document["params"].items()})


def kept_text(text: str | None, lang: str) -> str | None:
    """Return a message that was kept as JSON, in a language. None if there is none."""
    return None if text is None else worded(from_kept(json.loads(text)), lang)


def in_every_language(message: Message) -> Told:
    """Return a message in every language at once, for what is recorded as a text."""
    return Told({lang: worded(message, lang) for lang in LANGUAGES})


def all_worded(value: Any, lang: str) -> Any:
    """Return a JSON value with every message in it in a language."""
    if isinstance(value, Message | Told):
        return worded(value, lang)
    if isinstance(value, Mapping):
        return {name: all_worded(part, lang) for name, part in value.items()}
    return [all_worded(part, lang) for part in value] if isinstance(value, list | tuple) else value


def _load(lang: str, family: str) -> Mapping[str, str]:
    return Texts(family, _PACKAGE).templates(lang)


def _parameter(name: str, value: Any, lang: str) -> str:
    """Return a parameter in a language. Those of some names may be phrases of ours, which are translated as well."""
    if name in PHRASED and type(value) is str:
        return phrases(lang).get(value, value)
    return _shown(value, lang)


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, Message | Told):
        return worded(value, lang)
    if isinstance(value, str):
        return value
    if isinstance(value, Called):
        return name_in(lang, value)
    if isinstance(value, OSError) and value.strerror:
        return phrases(lang).get(value.strerror, value.strerror)
    if isinstance(value, Money):
        return money_text(value.amount, value.currency, lang)
    if isinstance(value, bool):
        return _CLAUSES.text(lang, "true") if value else _CLAUSES.text(lang, "false")
    if isinstance(value, int | Decimal):
        return number_text(value)
    if isinstance(value, date):
        return day_text(value.toordinal(), lang)
    if isinstance(value, Sequence | set | frozenset):
        return (
            _CLAUSES.text(lang, "between").join(_shown(part, lang) for part in listed(value)) or phrases(lang)["none"]
        )
    return str(value)


def _kept(value: Any) -> Any:
    """Return a parameter as JSON: what is no text, number or truth under a letter that says what it is."""
    if isinstance(value, Message):
        return {"m": as_kept(value)}
    if isinstance(value, Told):
        return {"t": dict(value.texts)}
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, Called):
        return {"c": [value.code, value.name, dict(value.names)]}
    if isinstance(value, Money):
        return {"y": list(value)}
    if isinstance(value, Decimal):
        return {"n": f"{value:f}"}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Sequence | set | frozenset):
        return {"l": [_kept(part) for part in listed(value)]}
    return str(value)


def _read(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    ((letter, kept),) = value.items()
    return _READ[letter](kept)


_READ: Mapping[str, Any] = MappingProxyType({
    "m": from_kept,
    "t": Told,
    "c": lambda kept: Called(*kept),
    "y": lambda kept: Money(*kept),
    "n": Decimal,
    "d": date.fromisoformat,
    "l": lambda kept: tuple(_read(part) for part in kept),
})  # fmt: skip
