"""The languages that people are answered in. Any other language is answered in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, Protocol

ENGLISH: Literal["en"] = "en"
CHINESE: Literal["zh"] = "zh"
LANGUAGES = (ENGLISH, CHINESE)


class Labelled(Protocol):
    """A declaration with its label in both languages."""

    @property
    def label(self) -> str: ...
    @property
    def label_zh(self) -> str: ...


def preferred(accept_language: str) -> str:
    """Return the language of an Accept-Language header: the first one named that we know."""
    wanted = accept_language.lower()
    places = {lang: wanted.find(lang) for lang in LANGUAGES}
    named = [lang for lang in LANGUAGES if places[lang] >= 0]
    return min(named, key=lambda lang: places[lang], default=ENGLISH)


def label_in(lang: str, declared: Labelled) -> str:
    """Return the label of a declaration in a language."""
    return declared.label_zh if lang == CHINESE else declared.label


def labels(declared: Labelled) -> Mapping[str, str]:
    """Return the labels of a declaration by language."""
    return MappingProxyType({lang: label_in(lang, declared) for lang in LANGUAGES})
