"""What benefits cost and give, what is set aside of their stock, and when they are open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.conditions.parsing import to_json
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.benefits.parts import Part
from headless.engine.program.offers import Benefit
from headless.engine.program.sights import Sight
from headless.errors import Denied
from headless.messages import Message
from headless.models.tables.rewards.stocks import stocks_left, stocks_left_in_all
from headless.resolvers.reading.context import ReadContext


@dataclass(frozen=True, slots=True)
class PriceRow:
    """An amount of an asset kind."""

    kind: AssetKind
    amount: Decimal

    def is_seen(self, sight: Sight) -> bool:
        """Return True if a partner may touch the kind."""
        return self.kind.code in sight.kinds


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """Units of a stock that are kept for the members of a condition."""

    condition: Any
    count: int
    stock_name: str


def check_seen(ctx: ReadContext, kinds: Iterable[str]) -> None:
    """Raise Denied if one of these asset kinds is none that a partner may touch: what is left would be another price."""
    if ctx.sight is not None and not ctx.sight.kinds.issuperset(kinds):
        raise Denied(Message("a partner's token may not see or do this"), code="FORBIDDEN")


def prices(ctx: ReadContext, parts: Sequence[Part]) -> list[PriceRow] | None:
    """Return amounts with their asset kinds, None if there are none. Raise Denied if a partner may not see all of them."""
    check_seen(ctx, [part.kind for part in parts])
    return [PriceRow(ctx.program.kinds[part.kind], part.amount) for part in parts] or None


def season_of(row: Benefit) -> dict[str, str] | None:
    """Return the season of a benefit, as it is saved."""
    season = row.windows.season
    if season is None:
        return None
    return {name: f"{on[0]:02}-{on[1]:02}" for name, on in (("firstDay", season.first), ("lastDay", season.last))}


def set_aside(row: Benefit) -> list[SetAsideRow] | None:
    """Return what is set aside of a benefit's stock, None if nothing is."""
    parts = (SetAsideRow(to_json(part.condition), part.count, row.share_name(part.share)) for part in row.set_aside)
    return list(parts) or None


async def left(ctx: ReadContext, rows: Sequence[Benefit]) -> list[int | None]:
    """Return what is left of the stocks of benefits, with what is set aside, None if there is no limit."""
    names = {row.stock_name for row in rows if row.stock is not None}
    async with ctx.read() as session:
        by_name = await stocks_left_in_all(session, ctx.merchant_id, names) if names else {}
    return [by_name.get(row.stock_name) if row.stock is not None else None for row in rows]


async def left_aside(ctx: ReadContext, rows: Sequence[SetAsideRow]) -> list[int]:
    """Return what is left of what is set aside."""
    async with ctx.read() as session:
        by_name = await stocks_left(session, ctx.merchant_id, {row.stock_name for row in rows})
    return [by_name.get(row.stock_name, 0) for row in rows]
