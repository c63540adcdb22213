"""Reasons in the reader's language. The words of plugins and people stay as they are."""

import re
from functools import lru_cache

from headless.engine.texts.texts import Texts

_TEXTS = Texts("reasons")
_NUMBERS = frozenset({"amount", "share"})
_PARAMETER = re.compile(r"\{(\w+)\}")


def reason_text(reason: str, lang: str = "en") -> str:
    """Return a recorded reason in a language."""
    whole = _TEXTS.templates(lang).get(reason)
    if whole is not None:
        return whole
    for pattern, template in _patterns(lang):
        if match := pattern.fullmatch(reason):
            return template.format(**match.groupdict())
    return reason


@lru_cache(maxsize=16)
def _patterns(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the reasons with parameters that read differently in a language from how they are recorded."""
    return tuple(
        (_pattern(recorded), template)
        for recorded, template in _TEXTS.templates(lang).items()
        if "{" in recorded and recorded != template
    )


def _pattern(recorded: str) -> re.Pattern[str]:
    parts = _PARAMETER.split(recorded)
    names = (f"(?P<{name}>{'[0-9.]+' if name in _NUMBERS else '.+'})" for name in parts[1::2])
    texts = map(re.escape, parts[::2])
    return re.compile(next(texts) + "".join(name + text for name, text in zip(names, texts, strict=True)))
