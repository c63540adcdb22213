"""What use cases answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.member.records import Change
from headless.engine.texts.told import Text, read_text
from headless.engine.values.problems import Problem
from headless.messages import Message


@dataclass(slots=True)
class Recorded:
    """The answer to one input. `document` is the compact decision document, `data` what the engine made of it."""

    outcome: str
    event_id: int | None = None
    member_id: int | None = None
    document: list[Mapping[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problem: Problem | None = None

    @property
    def problems(self) -> list[Problem]:
        """What the sender is to know: why it was not recorded, or what rules say loudly of what was."""
        if self.problem is not None:
            return [self.problem]
        notices = [line for line in self.document if "n" in line]
        return [Problem("RECORDED", line["n"], _said(line["s"]), path=("data",)) for line in notices]


def _said(text: Text) -> Message:
    return Message.plain(read_text(text) or "")


@dataclass(slots=True)
class Performed:
    """What a mutation on a member did, or why it did nothing. claimed: the events that had waited for the member as a guest."""

    member_id: int | None = None
    problem: Problem | None = None
    event_id: int | None = None
    entry_id: int | None = None
    hold_id: int | None = None
    kind_id: int | None = None
    claimed: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Transferred:
    """What a transfer did to its member, and which other member received it, or why it did nothing."""

    done: Performed
    to_id: int | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Saved:
    """The configuration row that was saved, or why it was not."""

    id: int | None = None
    problem: Problem | None = None
    version: int | None = None
