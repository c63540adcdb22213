"""One spelling for what people type: keys as they are stored, and texts as a search compares them."""

import re
from unicodedata import category, normalize

_UNSEEN = re.compile(
    "[\x80-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that leave no mark: joiners, marks of direction, fillers, variation selectors, tags, soft hyphens."""
_BLANKS = re.compile(r"\s")
_DOTTED_I = "i\u0307"
_SIGNS = re.compile(r"[\W_]+", re.ASCII)
_OF_WORDS = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Mn", "Nd", "Nl", "No"})
"""What words are made of: letters, the marks that belong to them, and numbers."""


def spelled(key: str) -> str:
    """Return a key as it is stored: composed (NFC), every blank a plain one, trimmed, without invisible characters."""
    if key.isascii():
        return key.strip()
    return _BLANKS.sub(" ", normalize("NFC", seen(key))).strip()


def seen(text: str) -> str:
    """Return a text without the characters that leave no mark."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def folded(text: str) -> str:
    """Return a text as a search compares it: case, width and composition of its letters are nothing."""
    if text.isascii():
        return text.lower()
    once = normalize("NFKC", seen(text)).casefold()
    return normalize("NFC", once.replace(_DOTTED_I, "i"))


def bare(text: str) -> str:
    """Return a text as loose comparisons see it: case, width, spaces and punctuation are nothing.

    A text of signs alone, such as emoji, has no words. It counts as it stands, without spaces.
    """
    plain = folded(text)
    if plain.isascii():
        words = _SIGNS.sub("", plain)
    else:
        words = normalize("NFC", "".join(letter for letter in plain if category(letter) in _OF_WORDS))
    return words or "".join(plain.split())
