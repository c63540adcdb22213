"""Outgoing webhooks: which endpoints want to be told of which events."""

from typing import NamedTuple

FAILED_TOPIC = "event.failed"
"""The topic of events that could not be taken when their turn came. All other topics are types of events that were recorded."""
EVERY_TOPIC = "*"


class Webhook(NamedTuple):
    """An endpoint that is told of events, and the topics that it asked for."""

    id: int
    topics: frozenset[str]

    def takes(self, topic: str) -> bool:
        """Return True if the endpoint asked for a topic."""
        return topic in self.topics or EVERY_TOPIC in self.topics
