"""How many columns of a terminal a text takes: Chinese characters take two."""

from unicodedata import east_asian_width


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces after it, so that it takes that many columns."""
    return text + " " * (width - width_of(text))
