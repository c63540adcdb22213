"""What expires soon: lots by the local day on which they end."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple, cast

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.calendar import Duration, parse_duration
from headless.models.base.relations import Relation
from headless.models.tables.ledger.account_relations import ending_lots
from headless.resolvers.nouns.ledger.asset_rows import AssetRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import reads


class ExpiryRow(NamedTuple):
    """What expires at the start of a local day, as a number or its exact text."""

    on: int
    amount: Decimal | str


class Horizon(NamedTuple):
    """How far to look ahead from a day: the last day of each kind by its id, and the instant at which the last of them ends."""

    today: int
    last_days: dict[int, int]
    until_at: int


def horizon(ctx: ReadContext, within: str | None) -> Horizon:
    """Return how far to look ahead: `within`, or as far as each kind reminds. It is computed once a day.

    Raise Invalid if `within` is no duration.
    """
    key, today = ("horizon", within), ctx.today
    kept = cast("Horizon | None", ctx.made.get(key))
    if kept is None or kept.today != today:
        asked = parse_duration(within) if within is not None else None
        days = {kind.id: _last_day(kind, asked, today) for kind in ctx.program.kinds.values()}
        kept = Horizon(today, days, ctx.program.zone.start_of(max(days.values(), default=0) + 1))
        ctx.keep(key, kept)
    return kept


def _last_day(kind: AssetKind, asked: Duration | None, today: int) -> int:
    return (asked or kind.remind_before).after(today)


def ending(ctx: ReadContext, within: str | None = None) -> Relation:
    """Return the lots that end from now to the horizon, by kind and instant."""
    return ending_lots(ctx.now, horizon(ctx, within).until_at)


def by_day(ctx: ReadContext, kind_id: int, lots: Sequence[Any], last_day: int) -> list[tuple[int, int]]:
    """Return the days and units of one kind, soonest first, from one member's rows of `ending`."""
    sums: dict[int, int] = {}
    # a row is EndingUnits
    for lot_kind, expires_at, units in lots:
        if lot_kind == kind_id and (day := ctx.program.zone.day_of(expires_at)) <= last_day:
            sums[day] = sums.get(day, 0) + units
    return sorted(sums.items())


@reads(lambda ctx, within=None: (ending(ctx, within),))
async def expiring(ctx: ReadContext, rows: Sequence[AssetRow], within: str | None = None) -> list[list[ExpiryRow]]:
    """Return what expires from now on, by local day, up to `within` from today (by default the kind's remindBefore)."""
    days = horizon(ctx, within).last_days
    lots = await ctx.related.of({row.member_id for row in rows}, ending(ctx, within))
    return [
        [
            ExpiryRow(day, row.natural(units))
            for day, units in by_day(ctx, row.kind.id, lots[row.member_id], days[row.kind.id])
        ]
        for row in rows
    ]
