"""The tags that members wear."""

from collections.abc import Sequence

from headless.engine.member.records import HeldTag
from headless.resolvers.nouns.standings.drawn_tags import WORN, drawing_of_tags, worn
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import drawn, reads
from headless.resolvers.reading.rows import MemberRow
from headless.services.settling.records import TAG_COLUMNS, held_tag_of


@drawn(drawing_of_tags)
@reads(lambda ctx, **_: (WORN,))
async def member_tags(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[HeldTag]]:
    """The tags each member wears now, oldest first."""
    found = await ctx.parts.of([member.id for member in members], WORN)
    return [worn(ctx, found[member.id]) for member in members]


async def member_tags_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[HeldTag | None]:
    """Tags on members by id, those that were taken off included."""
    async with ctx.read() as session:
        sql = f"SELECT {TAG_COLUMNS} FROM member_tag WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: held_tag_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]
