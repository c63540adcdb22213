"""The fields that payloads share."""

from typing import Any

from headless.ids import Prefix
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, value

member_of = loaded(Prefix.MEMBER, lambda row: row.member_id)


def member() -> Any:
    """Return the field of the member, read again after the change."""
    return batch(member_of, "The member's new state; null if there is none.", scope="members:read")


def errors() -> Any:
    """Return the field of what the caller can correct."""
    return value("What prevented the change; empty: it is done.", public=True, sized=1)


def key(description: str = "") -> str:
    """Return the description of an idempotency key."""
    return description or "A text that is new for each request; a repeated request with it is done only once."
