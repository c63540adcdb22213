"""The tags that members wear."""

from collections.abc import Sequence
from typing import Any

from headless.engine.records import HeldTag
from headless.resolvers.context import ReadContext
from headless.resolvers.members import MemberRow
from headless.resolvers.parts import Part, reads
from headless.services.records import TAG_COLUMNS, held_tag_of

WORN = Part("tags", TAG_COLUMNS, "member_tag x", "AND x.removed_at IS NULL")


@reads(lambda ctx, **_: (WORN,))
async def member_tags(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[HeldTag]]:
    """The tags each member wears now, oldest first."""
    found = await ctx.parts.of([member.id for member in members], WORN)
    return [worn(ctx, found[member.id]) for member in members]


def worn(ctx: ReadContext, rows: Sequence[Any]) -> list[HeldTag]:
    """Of one member's rows of WORN the tags that have not come to their end, oldest first."""
    now, known = ctx.now, ctx.program.tag_by_id
    return [
        held
        for row in sorted(rows)
        if row[2] in known and ((held := held_tag_of(row)).expires_at is None or held.expires_at > now)
    ]


async def member_tags_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[HeldTag | None]:
    """Tags on members by id, those that were taken off included."""
    async with ctx.read() as session:
        sql = f"SELECT {TAG_COLUMNS} FROM member_tag WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: held_tag_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]
