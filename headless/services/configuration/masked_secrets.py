"""Secrets that a caller sends back as they were shown: what was stored takes the place of the mask."""

from collections.abc import Mapping
from typing import Any

from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.settings import INVALID_SETTINGS, MASK, secret_names, unmasked


def revealed(declaration: Declaration[Any], raw: Any, before: Mapping[str, Any]) -> Any:
    """Return settings as they are given, with the secrets of the document that was stored, carried over, in place of masks.

    Raise Invalid for a mask that stands for nothing.
    """
    try:
        known = declaration.carried(before) or {}
    except Invalid:
        known = before.get("settings") or {}
    given = unmasked(raw, known)
    if isinstance(given, Mapping):
        for name in sorted(secret_names(declaration.settings_class)):
            if given.get(name) == MASK:
                message = Message("{name} is shown as a mask, and what it stands for is not known: give it", name=name)
                raise Invalid(message, code=INVALID_SETTINGS, data={"path": (name,)})
    return given
