"""What rules remember of many members, marked and are to try again, as verify, replay and imports read it."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.models.base.member_rows import rows_by_member
from headless.models.base.session import Session


class StoredMemory(NamedTuple):
    """What a rule or a plugin remembers of a member, as JSON text."""

    scope: str
    document: str


class StoredRetry(NamedTuple):
    """A rule that failed on an event."""

    event_id: int
    rule_id: int


class RuleMark(NamedTuple):
    """Something that a rule gives a member once, and gave."""

    rule_id: int
    key: str


async def memories_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredMemory]]:
    """Return what rules remember of the members, by scope."""
    return await rows_by_member(session, StoredMemory, "rule_state", merchant_id, member_ids, "ORDER BY scope")


async def retries_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredRetry]]:
    """Return the failed rules of the members' events."""
    return await rows_by_member(session, StoredRetry, "rule_retry", merchant_id, member_ids)


async def marks_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[RuleMark]]:
    """Return what the members were given once."""
    return await rows_by_member(session, RuleMark, "mark", merchant_id, member_ids)
