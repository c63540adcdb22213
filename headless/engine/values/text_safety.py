"""Texts that both databases and JSON take as they are: without NUL, and without halves of a character."""

import re

_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def is_speakable(text: str) -> bool:
    """Return True if a text can be stored and sent."""
    return "\x00" not in text if text.isascii() else _UNSPEAKABLE.search(text) is None


def spoken(text: str) -> str:
    """Return a text for show, with a mark in place of every character that cannot be stored."""
    return _UNSPEAKABLE.sub(REPLACEMENT, text)
