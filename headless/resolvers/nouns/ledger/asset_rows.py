"""Holdings as the API shows them: one account of one member, each amount as of now."""

from decimal import Decimal
from typing import NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.sights import Sight
from headless.engine.values.amounts import floor_units, from_units
from headless.resolvers.reading.context import ReadContext


class AssetRow(NamedTuple):
    """One member's holding of one kind in units, as of now.

    The amounts are those of `account_relations.AMOUNTS`, in their order.
    """

    member_id: int
    kind: AssetKind
    available: int = 0
    pending: int = 0
    debt: int = 0
    held: int = 0
    earned: int = 0
    spent: int = 0
    expired: int = 0

    def is_seen(self, sight: Sight) -> bool:
        """Return True if a partner may see it."""
        return self.kind.id in sight.kind_ids

    def natural(self, units: int) -> Decimal:
        """Return units as an exact amount of the kind."""
        return from_units(units, self.kind.decimals)


def kinds_in_order(ctx: ReadContext) -> list[AssetKind]:
    """Return every kind, oldest first."""
    return sorted(ctx.program.kinds.values(), key=lambda kind: kind.id)


def worth_units(kind: AssetKind, available: int, decimals: int) -> int | None:
    """Return units of a kind in units of the merchant's currency, cut off toward zero, None for kinds without worth."""
    unit_worth = kind.money_worth
    return None if unit_worth is None else floor_units(from_units(available, kind.decimals) * unit_worth, decimals)
