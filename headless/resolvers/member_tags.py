"""The tags that members wear."""

from collections.abc import Sequence

from headless.engine.records import HeldTag
from headless.resolvers.context import ReadContext
from headless.resolvers.members import MemberRow
from headless.services.records import TAG_COLUMNS, held_tag_of


async def member_tags(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[HeldTag]]:
    """The tags each member wears now, oldest first."""
    async with ctx.read() as session:
        sql = f"""SELECT {TAG_COLUMNS} FROM member_tag WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND removed_at IS NULL AND (expires_at IS NULL OR expires_at > $3) ORDER BY id"""
        rows = await session.fetch(sql, ctx.merchant_id, sorted({member.id for member in members}), ctx.now)
    listed: dict[int, list[HeldTag]] = {}
    for row in rows:
        if row[2] in ctx.program.tag_by_id:
            listed.setdefault(row[1], []).append(held_tag_of(row))
    return [listed.get(member.id, []) for member in members]


async def member_tags_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[HeldTag | None]:
    """Tags on members by id, those that were taken off included."""
    async with ctx.read() as session:
        sql = f"SELECT {TAG_COLUMNS} FROM member_tag WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: held_tag_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]
