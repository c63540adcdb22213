"""Errors of the GraphQL library in the reader's language, found by their English text.

The library writes whole sentences and keeps no codes. Its version is pinned, and a test walks its rules. A sentence that is not
known is shown as it is.
"""

import re
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from graphql import GraphQLError

from headless.engine.texts.languages import is_english
from headless.engine.texts.patterns import pattern_of
from headless.engine.texts.texts import Texts
from headless.engine.texts.wording import worded
from headless.messages import Message

FAMILIES = ("syntax", "documents", "values", "phrases")
PHRASED = frozenset({"at", "error", "expected", "operation", "reason", "reasons", "suggestion", "token", "what"})
"""The names of what is itself a sentence of the library, or a phrase."""
NAMES = frozenset({"by", "directive", "field", "fragment", "input", "name", "one", "other", "position", "type"})
"""What never holds a quote. Anything else may hold what a caller sent."""
OPTIONAL = MappingProxyType({"at": r"(?: at .+?)?", "suggestion": r"(?: Did you mean [^?]*\?)?"})
"""What may be missing, with how it is recognised."""
MOST = 2_000
"""A longer message repeats what a caller sent; it is not taken apart."""
DEPTH = 30
_PACKAGE = "headless.engine.texts.translations"
_CLAUSES = Texts("clauses")
_NAMED = re.compile(r"\{(\w+)\}")
_QUOTED = re.compile(r"'([^']*)'")


class Sentence(NamedTuple):
    """A sentence of the library: what it begins with, how it is recognised, and what it is in a language."""

    begins: str
    pattern: re.Pattern[str]
    text: str


def told(error: GraphQLError, lang: str) -> str:
    """Return the message of an error of the library in a language. What a scalar of ours says in it is worded as well."""
    message = error.message
    if is_english(lang) or isinstance(message, Message):
        return worded(message, lang)
    inner = error.original_error
    if isinstance(inner, GraphQLError) and isinstance(inner.message, Message) and message.endswith(inner.message):
        mark = "\0"
        outer = translated(f"{message.removesuffix(inner.message)}{mark}", lang)
        return outer.replace(mark, worded(inner.message, lang))
    return translated(message, lang)


def translated(message: str, lang: str, depth: int = 0) -> str:
    """Return a sentence of the library in a language, or as it is if it is not known."""
    if len(message) > MOST or depth > DEPTH:
        return message
    for sentence in _sentences(lang):
        if message.startswith(sentence.begins) and (match := sentence.pattern.fullmatch(message)):
            parts = {name: _part(name, value, lang, depth) for name, value in match.groupdict().items()}
            return sentence.text.format(**parts)
    return message


def _part(name: str, value: str, lang: str, depth: int) -> str:
    if name == "names":
        return _CLAUSES.text(lang, "between").join(_QUOTED.findall(value)) or value
    return translated(value, lang, depth + 1) if value and name in PHRASED else value


@cache
def _sentences(lang: str) -> tuple[Sentence, ...]:
    """Return the sentences in a language, the most exact first."""
    texts = {
        key: text for family in FAMILIES for key, text in Texts(f"graphql.{family}", _PACKAGE).templates(lang).items()
    }
    by_exactness = sorted(texts, key=lambda template: -len(_NAMED.sub("", template)))
    return tuple(Sentence(*_recognised(template), texts[template]) for template in by_exactness)


def _recognised(template: str) -> tuple[str, re.Pattern[str]]:
    return _NAMED.split(template)[0], pattern_of(template, _expression, re.DOTALL)


def _expression(name: str) -> str:
    return OPTIONAL.get(name) or ("[^']+?" if name in NAMES else ".+?")
