"""Tags, version by version, and who wears them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member import records
from headless.engine.member.records import Origin
from headless.models.base.mapping import FLAG, Conversion, RowMap, columns, enum_of, reader
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class Tag(Versioned):
    """One version of a tag. The highest version counts."""

    noun = "Tag"

    class Meta:
        table = "tag"


class MemberTag(Row):
    """A tag on a member. It is kept, with its end, when it is removed."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    tag_id = fields.BigIntField()
    author = fields.TextField()
    reason = fields.TextField()
    origin = fields.SmallIntField()
    since_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    removed_at = fields.BigIntField(null=True)
    removed_by_hand = fields.BooleanField()
    event_id = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "member_tag"


MEMBER_TAGS: RowMap[records.HeldTag] = RowMap(
    MemberTag,
    records.HeldTag,
    convert={
        "reason": Conversion(write=lambda reason: reason or ""),
        "origin": enum_of(Origin),
        "removed_by_hand": FLAG,
        "keep": FLAG,
    },
)
TAG_ENDS: RowMap[records.HeldTag] = MEMBER_TAGS.only("removed_at", "removed_by_hand")
"""What changes of a tag on a member."""
_OF_MEMBERS = f"SELECT {columns(MEMBER_TAGS)} FROM member_tag WHERE merchant_id = $1 AND {{members}} ORDER BY id"


class TagOfEvent(NamedTuple):
    """A tag that an event put on a member."""

    event_id: int
    tag_id: int
    id: int


def tags_of(session: Session, merchant_id: int, member_ids: Collection[int]) -> Select[list[records.HeldTag]]:
    """Select the tags of members, removed ones, too."""
    sql = _OF_MEMBERS.format(members=session.any_of("member_id", 2))
    return Select(sql, (merchant_id, member_ids), MEMBER_TAGS.records)


async def tags_of_events(
    session: Session, merchant_id: int, member_ids: Sequence[int], event_ids: Sequence[int]
) -> list[TagOfEvent]:
    """Return the tags that events put on members."""
    sql = f"""SELECT {columns(TagOfEvent)} FROM member_tag WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("event_id", 3)} ORDER BY id"""
    return reader(TagOfEvent)(await session.fetch(sql, merchant_id, member_ids, event_ids))


async def tags_at(
    session: Session, merchant_id: int, member_ids: Collection[int], tag_id: int, at: int
) -> list[records.HeldTag]:
    """Return the rows of one tag on members that began up to a moment, removed ones, too, oldest first."""
    sql = f"""SELECT {columns(MEMBER_TAGS)} FROM member_tag WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND tag_id = $3 AND since_at <= $4 ORDER BY id"""
    return MEMBER_TAGS.records(await session.fetch(sql, merchant_id, member_ids, tag_id, at))
