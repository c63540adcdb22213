"""Why a line of a file is not imported."""

from collections.abc import Sequence

from headless.messages import Message

NAMED = 5
LEAVE_ONE = Message("leave the right one")


class DryRun(Exception):
    """Leaves a transaction without keeping anything."""


class Unreadable(Exception):
    """A line, or all lines of an order, cannot be imported. reason: short, for counting. detail: a whole sentence."""

    def __init__(self, reason: str, detail: Message) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def contradicting(
    line: int, lines: Sequence[int], what: str = "they cannot both be true", do: str = LEAVE_ONE
) -> Unreadable:
    """Return why a line is not imported that others contradict. lines: all of them. do: what to do about it."""
    others = [str(other) for other in sorted(set(lines)) if other != line]
    named = [*others[:NAMED], *(["…"] if len(others) > NAMED else [])]
    which = Message("lines {named}", named=named) if len(others) > 1 else Message("line {named}", named=named)
    return Unreadable(
        "contradiction",
        Message("line {line} contradicts {which}: {what}; {do}", line=line, which=which, what=what, do=do),
    )
