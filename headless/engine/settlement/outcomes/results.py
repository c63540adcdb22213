"""What comes of one event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.member.records import Change, EventRecord
from headless.engine.values.problems import Problem

Document = list[Mapping[str, Any]]


@dataclass(slots=True)
class Result:
    """The outcome of one event: its record, why it was not settled if it was not, and what it did to the member.

    failed: events that waited for this one and could not be taken now that it came.
    """

    record: EventRecord
    problem: Problem | None = None
    deferred: bool = False
    document: Document = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    failed: list[EventRecord] = field(default_factory=list)
