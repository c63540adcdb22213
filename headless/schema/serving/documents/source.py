"""The text of a document, which tells on which line a place is without reading all lines before it each time."""

import re
from bisect import bisect_left

from graphql import Source, SourceLocation

from headless.engine.values.limits import QUERY_LINES
from headless.errors import Refused
from headless.messages import Message

_LINE_END = re.compile(r"\r\n|[\n\r]")


class LinedSource(Source):
    """A text whose lines are found once: an answer may name a thousand places."""

    def get_location(self, position: int) -> SourceLocation:
        """Return the line and the column of a place, both counted from 1."""
        ends: list[tuple[int, int]] | None = getattr(self, "ends", None)
        if ends is None:
            ends = self.ends = [match.span() for match in _LINE_END.finditer(self.body)]
        before = bisect_left(ends, (position,))
        return SourceLocation(before + 1, position + 1 - (ends[before - 1][1] if before else 0))


def source_of(query: str) -> Source:
    """Return a text as a source. Raise Refused if it has too many lines."""
    lines = query.count("\n") + query.count("\r")
    if lines > QUERY_LINES:
        message = Message(
            "this document has {count} {name}, at most {most} are allowed: split it, or use variables",
            count=lines, name="lines", most=QUERY_LINES,
        )  # fmt: skip
        raise Refused(message, code="QUERY_TOO_LARGE", data={"most": QUERY_LINES})
    return LinedSource(query)
