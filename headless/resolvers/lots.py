"""What of a holding comes and goes by itself: lots that expire, holds that reserve."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from headless.engine.calendar import parse_duration
from headless.engine.records import Hold
from headless.resolvers.assets import AssetRow
from headless.resolvers.context import ReadContext
from headless.services.records import HOLD_COLUMNS, hold_of


@dataclass(frozen=True, slots=True)
class ExpiryRow:
    """What expires at the start of a local day."""

    on: int
    amount: Decimal


async def expiring(ctx: ReadContext, rows: Sequence[AssetRow], within: str | None = None) -> list[list[ExpiryRow]]:
    """What expires from now on, by local day, up to `within` from today (by default the kind's remindBefore)."""
    zone, now = ctx.program.zone, ctx.now
    today = zone.day_of(now)
    ahead = parse_duration(within) if within is not None else None
    lasts = {row.kind.id: (ahead or row.kind.remind_before).after(today) for row in rows}
    async with ctx.read() as session:
        sql = f"""SELECT member_id, kind_id, expires_at, sum(remaining)::bigint FROM lot
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND remaining > 0 AND expires_at > $3 AND expires_at < $4
GROUP BY member_id, kind_id, expires_at"""
        members = sorted({row.member_id for row in rows})
        until = zone.start_of(max(lasts.values()) + 1)
        found = await session.fetch(sql, ctx.merchant_id, members, now, until)
    sums: dict[tuple[int, int], dict[int, int]] = {}
    for member_id, kind_id, expires_at, units in found:
        day = zone.day_of(expires_at)
        if day <= lasts.get(kind_id, 0):
            days = sums.setdefault((member_id, kind_id), {})
            days[day] = days.get(day, 0) + units
    return [
        [
            ExpiryRow(day, row.natural(units))
            for day, units in sorted(sums.get((row.member_id, row.kind.id), {}).items())
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
