"""Lines for a terminal on which Chinese characters take two columns, and may be broken apart without a space."""

import re
from collections.abc import Iterator

from headless.engine.texts.widths import width_of

_WIDE = "\u2e80-\u9fff\uff00-\uffef"
_CLOSING, _OPENING = "，。；：、！？）」》”…", "（「《“"
_PIECE = re.compile(rf"\s+|[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[{_WIDE}])?[{_CLOSING}]*")


def wrapped(text: str, width: int) -> list[str]:
    """Break one paragraph into lines of that many columns. What is no Chinese is broken at spaces only."""
    lines = [""]
    for piece in _pieces(text):
        if width_of(lines[-1]) + width_of(piece.rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def paragraphs(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a help text, with an empty one between paragraphs. Those after a line of \\b keep their form."""
    for place, paragraph in enumerate(part for part in text.split("\n\n") if part.strip()):
        if place:
            yield ""
        first, _, rest = paragraph.partition("\n")
        if first.strip() == "\b":
            yield from rest.splitlines()
        else:
            yield from wrapped(" ".join(paragraph.split()), width)


def _pieces(text: str) -> Iterator[str]:
    return (match.group() for match in _PIECE.finditer(text) if match.group())
