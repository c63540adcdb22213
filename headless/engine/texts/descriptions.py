"""Descriptions in the reader's language: of the schema, of what plugins declare, and of their settings.

A description is written once, in English, next to what it describes. Its translation is found by that text: the core's in
`engine/texts/translations/<language>/{schema,declared}/`, a plugin's in `<package>/texts/<language>/descriptions.py`.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Self

from headless.engine.texts.languages import LANGUAGES, is_english
from headless.engine.texts.told import Told
from headless.engine.texts.wording import worded
from headless.messages import Message

CORE = "headless"
SCHEMA = (
    "access", "audit", "administration", "common", "configuration", "events", "graphql", "ledger", "members",
    "partners", "progress", "rewards", "trials", "webhooks", "offers.cards", "offers.checkouts", "offers.rule_limits",
)  # fmt: skip
DECLARED = ("events", "rules")
_PACKAGE = "headless.engine.texts.translations"


class Described(str):
    """A description that knows the package in whose texts its translations are, or has them itself."""

    __slots__ = ("given", "package")

    package: str
    given: Mapping[str, str]

    def __new__(cls, text: str, package: str, given: Mapping[str, str] = MappingProxyType({})) -> Self:
        """Make it from its English text. given: its translations by language, if they stand next to it."""
        made = super().__new__(cls, text)
        made.package, made.given = package, given
        return made

    def __reduce__(self) -> tuple[type["Described"], tuple[str, str, dict[str, str]]]:
        return type(self), (str(self), self.package, dict(self.given))


def described(text: str, lang: str, package: str = CORE) -> str:
    """Return a description in a language, or in English if it is not translated.

    package: whose texts have its translation, for a text that does not know it.
    """
    if is_english(lang) or isinstance(text, Told | Message):
        return worded(text, lang)
    if isinstance(text, Described):
        if given := text.given.get(lang):
            return given
        package = text.package
    key = in_one_line(text)
    return translations_of(package, lang).get(key) or translations_of(CORE, lang).get(key) or text


def in_one_line(text: str) -> str:
    """Return a description without its line breaks. It knows its translations as before."""
    if isinstance(text, Message):
        return text
    line = " ".join(text.split())
    return Described(line, text.package, text.given) if isinstance(text, Described) else line


@cache
def translations_of(package: str, lang: str) -> Mapping[str, str]:
    """Return the translations of a package's descriptions into a language, by the English text in one line."""
    if is_english(lang) or lang not in LANGUAGES:
        return MappingProxyType({})
    modules = _core(lang) if package == CORE else (f"{package}.texts.{lang}.descriptions",)
    return MappingProxyType({" ".join(key.split()): text for name in modules for key, text in _load(name)})


def _core(lang: str) -> tuple[str, ...]:
    rooms = (("schema", SCHEMA), ("declared", DECLARED))
    return tuple(f"{_PACKAGE}.{lang}.{room}.{family}" for room, families in rooms for family in families)


def _load(name: str) -> tuple[tuple[str, str], ...]:
    try:
        texts: Mapping[str, str] = import_module(name).TEXTS
        return tuple(texts.items())
    except Exception:
        # A plugin may speak English alone. If its texts are at fault, it does, and `headless plugins check` says why.
        if name.startswith(f"{CORE}."):
            raise
        return ()
