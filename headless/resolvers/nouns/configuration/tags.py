"""Tags as the merchant configured them."""

from collections.abc import Sequence

from headless.engine.program.tag_kinds import TagKind
from headless.resolvers.reading.context import ReadContext

_COUNTS = """SELECT tag_id, count(*) FROM member_tag
WHERE merchant_id = $1 AND removed_at IS NULL AND (expires_at IS NULL OR expires_at > $2) AND {tags} GROUP BY tag_id"""


async def tags(ctx: ReadContext, parents: Sequence[object]) -> list[list[TagKind]]:
    """Root: all tags, oldest first."""
    listed = sorted(ctx.program.tags.values(), key=lambda tag: tag.id)
    return [listed for _ in parents]


async def tags_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TagKind | None]:
    """The tags of these ids."""
    return [ctx.program.tag_by_id.get(id_) for id_ in ids]


async def member_counts(ctx: ReadContext, rows: Sequence[TagKind]) -> list[int]:
    """How many members wear each tag now."""
    async with ctx.read() as session:
        sql = _COUNTS.format(tags=session.any_of("tag_id", 3))
        found = await session.fetch(sql, ctx.merchant_id, ctx.now, sorted({row.id for row in rows}))
    counts = {row[0]: row[1] for row in found}
    return [counts.get(row.id, 0) for row in rows]
