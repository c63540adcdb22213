"""Tags on members as they are read: those worn now or at an instant, by id, and how many members wear each."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from headless.engine.member.records import HeldTag
from headless.models.base.mapping import columns
from headless.models.base.relations import Relation
from headless.models.base.session import Session
from headless.models.tables.members.tags import MEMBER_TAGS

_NOT_REMOVED = "AND x.removed_at IS NULL"
WORN_TAGS = Relation("tags", columns(MEMBER_TAGS, "x"), "member_tag x", _NOT_REMOVED)
"""Tags that were not taken off; `MEMBER_TAGS.records` makes records of the rows."""


class BriefTag(NamedTuple):
    """A row of BRIEF_TAGS. Rows sort by age."""

    id: int
    tag_id: int
    expires_at: int | None


BRIEF_TAGS = Relation("tags in brief", columns(BriefTag, "x"), "member_tag x", _NOT_REMOVED)
"""The same, with nothing but the tag and its end."""


class TagThen(NamedTuple):
    """A tag that a member wore at an instant."""

    member_id: int
    tag_id: int


async def held_tags_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, HeldTag]:
    """Return tags on members by id, those that were taken off included."""
    sql = f"SELECT {columns(MEMBER_TAGS)} FROM member_tag WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {held.id: held for held in MEMBER_TAGS.records(await session.fetch(sql, merchant_id, sorted(set(ids))))}


async def tags_at(session: Session, merchant_id: int, member_ids: Collection[int], time: int) -> list[TagThen]:
    """Return the tags that members wore at an instant, oldest first."""
    sql = f"""SELECT {columns(TagThen)} FROM member_tag
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND since_at <= $3
AND (removed_at IS NULL OR removed_at > $3) AND (expires_at IS NULL OR expires_at > $3) ORDER BY id"""
    return [TagThen._make(row) for row in await session.fetch(sql, merchant_id, sorted(member_ids), time)]


async def members_by_tag(session: Session, merchant_id: int, tag_ids: Collection[int], now: int) -> Mapping[int, int]:
    """Return how many members wear each of these tags now."""
    sql = f"""SELECT tag_id, count(*) AS number FROM member_tag
WHERE merchant_id = $1 AND removed_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
AND {session.any_of("tag_id", 3)} GROUP BY tag_id"""
    rows = await session.fetch(sql, merchant_id, now, sorted(set(tag_ids)))
    return {row["tag_id"]: row["number"] for row in rows}
