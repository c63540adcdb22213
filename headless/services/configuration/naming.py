"""What merchants call their own things: bounded lines, so that every index holds them and every message can show them."""

import re
from collections.abc import Mapping
from typing import Any

from headless.engine.texts.languages import LANGUAGES
from headless.engine.values.limits import CODE_CHARACTERS, NAME_CHARACTERS
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.services.configuration.saving import stop

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def code_and_name(document: Mapping[str, Any], *path: str) -> tuple[str, str]:
    """Return the code, in its one spelling, and the name in what is saved. Raise Stop if one cannot be used."""
    code = checked_line(spelled(str(document["code"])), CODE_CHARACTERS, *path, "code")
    return code, checked_line(document["name"], NAME_CHARACTERS, *path, "name")


def names_of(document: Mapping[str, Any], *path: str) -> dict[str, str]:
    """Return what something is called by language. Raise Stop for a language we do not have, or a name that cannot be used."""
    given = document.get("names")
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not set(given) <= set(LANGUAGES):
        message = Message("names is an object by language, with some of {known}", known=LANGUAGES)
        raise stop("INVALID_NAME", message, *path, "names")
    named = {lang: text for lang, text in given.items() if text is not None}
    return {lang: checked_line(text, NAME_CHARACTERS, *path, "names", lang) for lang, text in named.items()}


def checked_line(given: Any, most: int, *path: str) -> str:
    """Return a line of text. Raise Stop if it is empty, too long or not one line."""
    text, name = str(given), path[-1]
    if not text.strip():
        raise stop("EMPTY", Message("the {name} may not be empty", name=name), *path)
    if len(text) > most:
        raise stop(
            "TOO_LONG",
            Message("the {name} has {count} characters; give {most} at most", name=name, count=len(text), most=most),
            *path,
        )
    if _CONTROLS.search(text) is not None:
        raise stop(
            "INVALID_NAME", Message("the {name} holds control characters; give one line of text", name=name), *path
        )
    return text
