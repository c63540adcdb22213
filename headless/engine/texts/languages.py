"""The languages that people are answered in. Any other language is answered in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

ENGLISH: Literal["en"] = "en"
CHINESE: Literal["zh"] = "zh"
LANGUAGES = (ENGLISH, CHINESE)


def preferred(accept_language: str) -> str:
    """Return the language of an Accept-Language header: the first one named that we know."""
    wanted = accept_language.lower()
    places = {lang: wanted.find(lang) for lang in LANGUAGES}
    named = [lang for lang in LANGUAGES if places[lang] >= 0]
    return min(named, key=lambda lang: places[lang], default=ENGLISH)


def is_english(lang: str) -> bool:
    """Return True if texts in English, as they are recorded, can be shown unchanged."""
    return lang == ENGLISH


def chosen(texts: Mapping[str, str], lang: str) -> str:
    """Return the text in a language, or the English one if there is none."""
    return texts.get(lang) or texts[ENGLISH]


def label_in(lang: str, declared: object, otherwise: str = "") -> str:
    """Return the label of a declaration (`label`, `label_zh`) in a language, or `otherwise` if it has none."""
    if lang == CHINESE and (chinese := getattr(declared, "label_zh", None)):
        return str(chinese)
    return getattr(declared, "label", None) or otherwise


def labels(declared: object, otherwise: str = "") -> Mapping[str, str]:
    """Return the labels of a declaration by language."""
    return MappingProxyType({lang: label_in(lang, declared, otherwise) for lang in LANGUAGES})
