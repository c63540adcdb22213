"""An event type as plugins declare it."""

from typing import Any

from headless.engine.declarations.rules import EventType as EngineEventType


class EventType(EngineEventType):
    """A kind of event, with a payload class and who may send it.

    A subclass that overrides `upgrade` reads payloads stored under an older `version`.
    """

    __slots__ = ()

    def upgrade(self, data: dict[str, Any]) -> dict[str, Any]:
        """Convert a payload stored under an older version to the present form."""
        return data
