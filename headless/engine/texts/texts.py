"""Look a text up by language and key, and fill in its parameters."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from types import MappingProxyType

from headless.engine.texts.languages import ENGLISH, LANGUAGES, is_english
from headless.engine.texts.told import Told, in_language


class Texts:
    """One family of texts: `<package>/<language>/<family>.py`, each with a dictionary `TEXTS` of templates by key.

    A template names its parameters, as `str.format` does: "kept {tier}". All languages have the same keys, and a key takes
    the same parameters in all of them. A language that the package does not have is answered in English. A family without an
    English file has the English templates themselves as its keys.
    """

    def __init__(self, family: str, package: str = "headless.engine.texts") -> None:
        self.family, self.package = family, package

    @cached_property
    def _english(self) -> Mapping[str, str]:
        return self._load(ENGLISH)

    @cached_property
    def _languages(self) -> Mapping[str, Mapping[str, str]]:
        return MappingProxyType({lang: self._load(lang) for lang in LANGUAGES})

    def templates(self, lang: str) -> Mapping[str, str]:
        """Return the templates in a language by key."""
        return self._languages.get(lang) or self._english

    def text(self, lang: str, key: str, /, **parameters: object) -> str:
        """Return a text in a language, with its parameters filled in. Raise KeyError if there is no such key."""
        return self.templates(lang)[key].format(**parameters)

    def told(self, key: str, /, **parameters: object) -> Told:
        """Return a text in every language at once, for what is recorded now and read later.

        If English has no such key, the key is the English template itself.
        """
        english = self._english.get(key, key)
        return Told({
            lang: self.templates(lang).get(key, english).format(**{
                name: _in_parameter(value, lang) for name, value in parameters.items()
            })
            for lang in LANGUAGES
        })  # fmt: skip

    def find(self, lang: str, key: str, otherwise: str) -> str:
        """Return the template of a key, or `otherwise` if there is none."""
        return self.templates(lang).get(key, otherwise)

    def by_language(self, key: str) -> Mapping[str, str]:
        """Return one text, which takes no parameters, in every language."""
        return MappingProxyType({lang: self.templates(lang)[key] for lang in LANGUAGES})

    def _load(self, lang: str) -> Mapping[str, str]:
        try:
            templates: Mapping[str, str] = import_module(f"{self.package}.{lang}.{self.family}").TEXTS
        except ModuleNotFoundError:
            if lang == ENGLISH:
                return {}
            raise
        return templates


DAYS = Texts("days")


class Count(str):
    """A number as text that chooses between a singular and a plural: "{count} {count:order|orders}"."""

    __slots__ = ()

    def __format__(self, forms: str) -> str:
        if not forms:
            return self
        one, _, many = forms.partition("|")
        return one if self == "1" else many


def _in_parameter(value: object, lang: str) -> object:
    """Return a parameter in a language: a text by language as it is there, a day and a list as the language writes them."""
    if isinstance(value, Told | Mapping):
        return in_language(value, lang)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat() if is_english(lang) else _day(value, lang)
    if isinstance(value, list | tuple):
        return (", " if is_english(lang) else "、").join(str(_in_parameter(part, lang)) for part in value)
    return value


def _day(on: date, lang: str) -> str:
    return DAYS.text(lang, "day_of_year", year=on.year, month=DAYS.text(lang, f"month.{on.month}"), day=on.day)
