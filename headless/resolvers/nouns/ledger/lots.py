"""What of a holding comes and goes by itself: lots that expire, holds that reserve."""

from collections.abc import Sequence

from headless.engine.member.records import Hold
from headless.resolvers.nouns.ledger.asset_rows import AssetRow
from headless.resolvers.nouns.ledger.expiries import ExpiryRow, ahead, by_day, ending
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import reads
from headless.services.settling.records import HOLD_COLUMNS, hold_of


@reads(lambda ctx, within=None: (ending(ctx, within),))
async def expiring(ctx: ReadContext, rows: Sequence[AssetRow], within: str | None = None) -> list[list[ExpiryRow]]:
    """What expires from now on, by local day, up to `within` from today (by default the kind's remindBefore)."""
    days = ahead(ctx, within).last_days
    lots = await ctx.parts.of({row.member_id for row in rows}, ending(ctx, within))
    return [
        [
            ExpiryRow(day, row.natural(units))
            for day, units in by_day(ctx, row.kind.id, lots[row.member_id], days[row.kind.id])
        ]
        for row in rows
    ]


async def holds(ctx: ReadContext, rows: Sequence[AssetRow]) -> list[list[Hold]]:
    """The open holds of each holding, oldest first."""
    async with ctx.read() as session:
        sql = f"""SELECT {HOLD_COLUMNS} FROM hold
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND status = 0 ORDER BY id"""
        found = await session.fetch(sql, ctx.merchant_id, sorted({row.member_id for row in rows}))
    listed: dict[tuple[int, int], list[Hold]] = {}
    for each in found:
        listed.setdefault((each[1], each[2]), []).append(hold_of(each))
    return [listed.get((row.member_id, row.kind.id), []) for row in rows]


async def holds_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Hold | None]:
    """Holds by id, whatever their status."""
    async with ctx.read() as session:
        sql = f"SELECT {HOLD_COLUMNS} FROM hold WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: hold_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]
