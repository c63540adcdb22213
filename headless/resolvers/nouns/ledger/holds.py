"""Holds: what of a holding is reserved."""

from collections.abc import Sequence

from headless.engine.member.records import Hold
from headless.models.tables.ledger import hold_reads
from headless.resolvers.nouns.ledger.asset_rows import AssetRow
from headless.resolvers.reading.context import ReadContext


async def holds(ctx: ReadContext, rows: Sequence[AssetRow]) -> list[list[Hold]]:
    """Return the open holds of each holding, oldest first."""
    async with ctx.read() as session:
        open_holds = await hold_reads.open_holds(session, ctx.merchant_id, [row.member_id for row in rows])
    by_account: dict[tuple[int, int], list[Hold]] = {}
    for hold in open_holds:
        by_account.setdefault((hold.member_id, hold.kind_id), []).append(hold)
    return [by_account.get((row.member_id, row.kind.id), []) for row in rows]


async def holds_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Hold | None]:
    """Return holds of any status by id."""
    async with ctx.read() as session:
        known = await hold_reads.holds_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]
