"""Members, and what is kept of many of them, as verify, replay and back-tests read it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, reader
from headless.models.base.member_rows import rows_by_member
from headless.models.base.session import Session
from headless.models.tables.members.lives.erasing import ERASED


class ClockedMember(NamedTuple):
    """A member, how far its clock work is done, and when the next is due."""

    id: int
    clock_at: int
    due_at: int | None


class Profile(NamedTuple):
    """A member's profile as rules see it. attributes: JSON text."""

    id: int
    joined_at: int
    joined_on: int
    birthday_on: int | None
    attributes: str


class MemberEvents(NamedTuple):
    """A member, and how many events a back-test folds for it."""

    id: int
    events: int


class StoredTotal(NamedTuple):
    """A daily total as it is stored. Day 0 is the whole life."""

    key: str
    day: int
    number: int
    amount: int
    less: int


class StoredStanding(NamedTuple):
    """A standing as it is stored."""

    id: int
    member_id: int
    track_id: int
    seq: int
    tier_id: int | None
    since_at: int
    until_at: int | None
    grace_until_at: int | None
    code: str
    event_id: int | None


class StoredTier(NamedTuple):
    """The projection of the newest standing on a track."""

    member_id: int
    track_id: int
    standing_id: int
    seq: int
    tier_id: int | None
    rank: int | None
    since_at: int
    until_at: int | None
    grace_until_at: int | None


class StoredTag(NamedTuple):
    """A tag on a member as it is stored."""

    tag_id: int
    author: str
    origin: int
    since_at: int
    removed_at: int | None
    removed_by_hand: bool
    event_id: int | None


_COUNTED = f"""SELECT m.id, (SELECT count(*) FROM event e WHERE e.merchant_id = m.merchant_id AND e.member_id = m.id
  AND e.recorded_at < $3 AND e.{TAKEN}) AS events FROM member m WHERE m.merchant_id = $1 AND m.id > $2 AND m.status <> {ERASED}
AND m.merged_into IS NULL"""


async def next_members(session: Session, merchant_id: int, after_id: int, most: int) -> list[ClockedMember]:
    """Return the next members in id order, at most `most`, without those who were merged into others."""
    sql = f"""SELECT {columns(ClockedMember)} FROM member WHERE merchant_id = $1 AND id > $2 AND merged_into IS NULL
ORDER BY id LIMIT $3"""
    return reader(ClockedMember)(await session.fetch(sql, merchant_id, after_id, most))


async def profiles(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[Profile]:
    """Return the members' profiles as they are now."""
    sql = f"SELECT {columns(Profile)} FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return reader(Profile)(await session.fetch(sql, merchant_id, member_ids))


async def count_events(session: Session, merchant_id: int, until: int, where: str, values: Sequence[Any]) -> int:
    """Return how many events were recorded before `until` of members who meet `where`, SQL about `m` from $4 on."""
    sql = f"SELECT coalesce(sum(c.events), 0) FROM ({_COUNTED}{where}) c"
    return int(await session.fetch_value(sql, merchant_id, 0, until, *values))


async def next_member_events(
    session: Session, merchant_id: int, after_id: int, most: int, until: int, where: str, values: Sequence[Any]
) -> list[MemberEvents]:
    """Return the next members in id order who meet `where`, each with how many events were recorded before `until`."""
    sql = f"{_COUNTED}{where} ORDER BY m.id LIMIT {most}"
    return reader(MemberEvents)(await session.fetch(sql, merchant_id, after_id, until, *values))


async def totals_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredTotal]]:
    """Return the members' daily totals by key and day."""
    order = "ORDER BY key, day"
    return await rows_by_member(session, StoredTotal, "daily_total", merchant_id, member_ids, order, number="count")


async def standings_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredStanding]]:
    """Return the members' standings by track, oldest first."""
    return await rows_by_member(session, StoredStanding, "standing", merchant_id, member_ids, "ORDER BY track_id, seq")


async def tiers_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[StoredTier]]:
    """Return the members' present tiers by track."""
    return await rows_by_member(session, StoredTier, "member_tier", merchant_id, member_ids, "ORDER BY track_id")


async def tags_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[StoredTag]]:
    """Return the members' tags, removed ones included, oldest first for each tag."""
    return await rows_by_member(session, StoredTag, "member_tag", merchant_id, member_ids, "ORDER BY tag_id, id")
