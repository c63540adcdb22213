"""What merchants call their own things: bounded lines, so that every index holds them and every message can show them."""

import re
from collections.abc import Mapping
from typing import Any

from headless.engine.values.limits import CODE_CHARACTERS, NAME_CHARACTERS
from headless.engine.values.spelling import spelled
from headless.services.configuration.saving import stop

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def code_and_name(document: Mapping[str, Any], *path: str) -> tuple[str, str]:
    """Return the code, in its one spelling, and the name in what is saved. Raise Stop if one cannot be used."""
    code = checked_line(spelled(str(document["code"])), CODE_CHARACTERS, *path, "code")
    return code, checked_line(document["name"], NAME_CHARACTERS, *path, "name")


def checked_line(given: Any, most: int, *path: str) -> str:
    """Return a line of text. Raise Stop if it is empty, too long or not one line."""
    text, name = str(given), path[-1]
    if not text.strip():
        raise stop("EMPTY", f"the {name} may not be empty", *path)
    if len(text) > most:
        raise stop("TOO_LONG", f"the {name} has {len(text)} characters; give {most} at most", *path)
    if _CONTROLS.search(text) is not None:
        raise stop("INVALID_NAME", f"the {name} holds control characters; give one line of text", *path)
    return text
