"""What of a holding comes and goes by itself: lots that expire, holds that reserve."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.calendar import Duration, parse_duration
from headless.engine.program import AssetKind
from headless.engine.records import Hold
from headless.engine.zones import Zone
from headless.resolvers.assets import AssetRow
from headless.resolvers.context import ReadContext
from headless.resolvers.parts import Part, reads
from headless.services.records import HOLD_COLUMNS, hold_of


@dataclass(frozen=True, slots=True)
class ExpiryRow:
    """What expires at the start of a local day."""

    on: int
    amount: Decimal


def _ending(ctx: ReadContext, within: str | None = None) -> tuple[Part]:
    """What of lots ends from now on, so far ahead as any kind reminds."""
    ahead = parse_duration(within) if within is not None else None
    days = [_last_day(ctx, kind, ahead) for kind in ctx.program.kinds.values()]
    until = ctx.program.zone.start_of(max(days, default=0) + 1)
    return (Part(
        "lots that end", "x.kind_id, x.expires_at, x.units", "lot x",
        "AND x.remaining > 0 AND x.expires_at > $1 AND x.expires_at < $2 GROUP BY x.kind_id, x.expires_at",
        (ctx.now, until), "x.kind_id, x.expires_at, sum(x.remaining)::bigint AS units",
    ),)  # fmt: skip


def _last_day(ctx: ReadContext, kind: AssetKind, ahead: Duration | None) -> int:
    return (ahead or kind.remind_before).after(ctx.program.zone.day_of(ctx.now))


@reads(_ending)
async def expiring(ctx: ReadContext, rows: Sequence[AssetRow], within: str | None = None) -> list[list[ExpiryRow]]:
    """What expires from now on, by local day, up to `within` from today (by default the kind's remindBefore)."""
    zone = ctx.program.zone
    ahead = parse_duration(within) if within is not None else None
    ending = await ctx.parts.of({row.member_id for row in rows}, *_ending(ctx, within))
    return [_by_day(row, ending[row.member_id], zone, _last_day(ctx, row.kind, ahead)) for row in rows]


def _by_day(row: AssetRow, ending: Sequence[Any], zone: Zone, last_day: int) -> list[ExpiryRow]:
    sums: dict[int, int] = {}
    for kind_id, expires_at, units in ending:
        if kind_id == row.kind.id and (day := zone.day_of(expires_at)) <= last_day:
            sums[day] = sums.get(day, 0) + units
    return [ExpiryRow(day, row.natural(units)) for day, units in sorted(sums.items())]


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
