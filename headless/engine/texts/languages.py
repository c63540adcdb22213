"""The languages that people are answered in. Any other language is answered in English."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

ENGLISH: Literal["en"] = "en"
CHINESE: Literal["zh"] = "zh"
LANGUAGES = (ENGLISH, CHINESE)
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", re.ASCII)


@lru_cache(maxsize=512)
def preferred(accept_language: str) -> str:
    """Return the language of an Accept-Language header: the one that we know with the greatest weight, the first of several.

    All kinds of a language read the one that we have: zh-TW and zh-HK read zh. A language with the weight 0 is not wanted. The
    range * stands for the first language that is not named.
    """
    best: str = ENGLISH
    most = 0.0
    ranges = [[piece.strip() for piece in part.split(";")] for part in accept_language.lower().split(",")]
    named = [tag.partition("-")[0] for tag, *_ in ranges]
    others = [lang for lang in LANGUAGES if lang not in named]
    for name, (_, *parameters) in zip(named, ranges, strict=True):
        lang = next(iter(others), None) if name == "*" else name
        weight = _weight(parameters)
        if lang in LANGUAGES and weight > most:
            best, most = lang, weight
    return best


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            match = _WEIGHT.fullmatch(value.strip())
            return float(match.group()) if match else 0.0
    return 1.0


def is_english(lang: str) -> bool:
    """Return True if texts in English, as they are recorded, can be shown unchanged."""
    return lang == ENGLISH


def chosen(texts: Mapping[str, str], lang: str) -> str:
    """Return the text in a language, or the English one if there is none."""
    return texts.get(lang) or texts[ENGLISH]


def label_in(lang: str, declared: object, otherwise: str = "", what: str = "label") -> str:
    """Return the label of a declaration (`label`, `label_zh`) in a language, or `otherwise` if it has none.

    what: the name of another text that it has in the same way.
    """
    if lang == CHINESE and (chinese := getattr(declared, f"{what}_zh", None)):
        return str(chinese)
    return getattr(declared, what, None) or otherwise


def labels(declared: object, otherwise: str = "", what: str = "label") -> Mapping[str, str]:
    """Return the labels of a declaration by language."""
    return MappingProxyType({lang: label_in(lang, declared, otherwise, what) for lang in LANGUAGES})
