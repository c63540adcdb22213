"""A text in several languages: English where it is taken as a text, any other when it is shown."""

import json
from collections.abc import Mapping
from typing import Self

from headless.engine.texts.languages import ENGLISH, LANGUAGES, chosen
from headless.engine.values.text_safety import is_speakable

_BEGINS = '{"en":'


class Told(str):
    """A text with its translations, by language. English is there always."""

    __slots__ = ("texts",)

    texts: Mapping[str, str]

    def __new__(cls, texts: Mapping[str, str]) -> Self:
        """Make it from the texts by language. Raise KeyError if English is missing."""
        made = super().__new__(cls, texts[ENGLISH])
        made.texts = texts
        return made

    def __reduce__(self) -> tuple[type["Told"], tuple[dict[str, str]]]:
        """Copy it, also to another process, with all its languages."""
        return type(self), (dict(self.texts),)

    @classmethod
    def of(cls, name: str, names: Mapping[str, str]) -> Self:
        """Return a name with its translations by language. The name is what all other languages read."""
        others = LANGUAGES if ENGLISH in names else (ENGLISH,)
        return cls({**dict.fromkeys(others, name), **names})

    def told(self, lang: str) -> str:
        """Return it in a language, such as a field's `ctx.lang`."""
        return chosen(self.texts, lang)


Text = str | Mapping[str, str]
"""A text in one language, or by language. `Told` is both a text and by language."""


def read_text(given: object) -> str | None:
    """Return a text that was given in one language, or by language with English in it. None: it is no such text."""
    if type(given) is str:
        return given if is_speakable(given) else None
    texts = given.texts if isinstance(given, Told) else given
    if not isinstance(texts, Mapping) or ENGLISH not in texts or not set(texts) <= set(LANGUAGES):
        return None
    if not all(type(text) is str and is_speakable(text) for text in texts.values()):
        return None
    return given if isinstance(given, Told) else Told(dict(texts))


def in_language(text: Text, lang: str) -> str:
    """Return a text in a language: one of several, or the only one there is."""
    if isinstance(text, Told):
        return chosen(text.texts, lang)
    return text if isinstance(text, str) else chosen(text, lang)


def as_document(text: Text, most: int | None = None) -> str | dict[str, str]:
    """Return a text as documents keep it: by language if it is there in several. most: how many characters of each."""
    texts = text.texts if isinstance(text, Told) else text
    return texts[:most] if isinstance(texts, str) else {lang: part[:most] for lang, part in texts.items()}


def as_column(text: Text) -> str:
    """Return a text as a column of text keeps it: as JSON by language if it is there in several."""
    texts = as_document(text)
    return texts if isinstance(texts, str) else json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def from_column(text: str) -> str:
    """Return what `as_column` wrote."""
    if not text.startswith(_BEGINS):
        return text
    try:
        return read_text(json.loads(text)) or text
    except ValueError:
        return text
