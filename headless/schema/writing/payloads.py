"""The fields that payloads share."""

from typing import Any

from headless.ids import Prefix
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, value

member_of = loaded(Prefix.MEMBER, lambda row: row.member_id)


def member() -> Any:
    """The member, read anew."""
    return batch(member_of, "The member's new state; null where none was found.", scope="members:read")


def errors() -> Any:
    """What the caller can mend."""
    return value("What stood in the way; empty: it is done.", public=True, sized=1)


def key(description: str = "") -> str:
    """What an idempotency key is for."""
    return description or "Any text that is new for each request; repeating a request with it does nothing twice."
