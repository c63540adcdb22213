"""An event type as plugins declare it."""

from typing import Any

from headless.engine.declarations.rules import EventType as EngineEventType


class EventType(EngineEventType):
    """A kind of event, with a payload class and who may send it.

    sent_by: "merchant", "member" and "engine", which is rules and jobs. request: a rule may refuse it. once: at most one per
    member and window ("1d", "ever"); more are duplicates. subject: the payload field that is unique per type. refers: the
    payload field that names an earlier event, and that event's type. refunds: it gives back a part of that event. label: what
    people call it.

    A subclass that overrides `upgrade` reads payloads stored under an older `version`.
    """

    __slots__ = ()

    def upgrade(self, data: dict[str, Any]) -> dict[str, Any]:
        """Convert a payload stored under an older version to the present form."""
        return data
