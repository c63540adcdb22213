"""What comes to its end soon: lots by the local day on which they expire."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, cast

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.calendar import Duration, parse_duration
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part


@dataclass(frozen=True, slots=True)
class ExpiryRow:
    """What expires at the start of a local day; the amount as a number, or as its exact text."""

    on: int
    amount: Decimal | str


class Ahead(NamedTuple):
    """How far one looks ahead from a day: the last day of each kind by its id, and where the last of them ends."""

    today: int
    last_days: dict[int, int]
    until_at: int


def ahead(ctx: ReadContext, within: str | None) -> Ahead:
    """How far to look: `within`, or as far as each kind reminds. Found once a day. Errors: Invalid for no duration."""
    key, today = ("ahead", within), ctx.today
    found = cast("Ahead | None", ctx.made.get(key))
    if found is None or found.today != today:
        asked = parse_duration(within) if within is not None else None
        days = {kind.id: _last_day(kind, asked, today) for kind in ctx.program.kinds.values()}
        found = Ahead(today, days, ctx.program.zone.start_of(max(days.values(), default=0) + 1))
        ctx.keep(key, found)
    return found


def _last_day(kind: AssetKind, asked: Duration | None, today: int) -> int:
    return (asked or kind.remind_before).after(today)


def ending(ctx: ReadContext, within: str | None = None) -> Part:
    """What of lots ends from now on, so far ahead: kind, instant and units."""
    return Part(
        "lots that end", "x.kind_id, x.expires_at, x.units", "lot x",
        "AND x.remaining > 0 AND x.expires_at > $1 AND x.expires_at < $2 GROUP BY x.kind_id, x.expires_at",
        (ctx.now, ahead(ctx, within).until_at), "x.kind_id, x.expires_at, sum(x.remaining)::bigint AS units",
    )  # fmt: skip


def by_day(ctx: ReadContext, kind_id: int, lots: Sequence[Any], last_day: int) -> list[tuple[int, int]]:
    """Of one member's rows of `ending` those of a kind: days and units, soonest first."""
    sums: dict[int, int] = {}
    for lot_kind, expires_at, units in lots:
        if lot_kind == kind_id and (day := ctx.program.zone.day_of(expires_at)) <= last_day:
            sums[day] = sums.get(day, 0) + units
    return sorted(sums.items())
