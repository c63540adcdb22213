"""Tags as the merchant configured them."""

from collections.abc import Sequence

from headless.engine.program.tag_kinds import TagKind
from headless.models.tables.members.tag_reads import members_by_tag
from headless.resolvers.reading.context import ReadContext


async def tags(ctx: ReadContext, parents: Sequence[object]) -> list[list[TagKind]]:
    """Return all tags, oldest first."""
    listed = sorted(ctx.program.tags.values(), key=lambda tag: tag.id)
    return [listed for _ in parents]


async def tags_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TagKind | None]:
    """Return the tags of these ids."""
    return [ctx.program.tag_by_id.get(id_) for id_ in ids]


async def member_counts(ctx: ReadContext, rows: Sequence[TagKind]) -> list[int]:
    """Return how many members wear each tag now."""
    async with ctx.read() as session:
        counts = await members_by_tag(session, ctx.merchant_id, [row.id for row in rows], ctx.now)
    return [counts.get(row.id, 0) for row in rows]
