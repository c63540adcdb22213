"""Holdings as they are read: the accounts of members, each amount as of now, whatever the clock's work has done."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.amounts import floor_units, from_units
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part

_LOTS = """FROM lot l WHERE l.merchant_id = x.merchant_id AND l.member_id = x.member_id AND l.kind_id = x.kind_id
  AND l.remaining > 0"""
# Where lots have come or gone since the clock's work was done, what is left now is asked of them.
AMOUNTS: Mapping[str, str] = MappingProxyType({
    "available": f"""CASE WHEN x.due_at <= $1::bigint THEN (
  SELECT coalesce(sum(CASE WHEN l.starts_at <= $1::bigint AND (l.expires_at IS NULL OR l.expires_at > $1::bigint)
    THEN l.remaining - l.held ELSE 0 END), 0)::bigint {_LOTS}
) ELSE x.balance + x.debt - x.pending - x.held END""",
    "pending": f"""CASE WHEN x.due_at <= $1::bigint THEN (
  SELECT coalesce(sum(CASE WHEN l.starts_at > $1::bigint THEN l.remaining ELSE 0 END), 0)::bigint {_LOTS}
) ELSE x.pending END""",
    "debt": "x.debt", "held": "x.held", "earned": "x.earned", "spent": "x.spent", "expired": "x.expired",
})  # fmt: skip
"""The amounts of an account `x` in units, in the order of AssetRow's; $1 is the present instant."""
ALL = tuple(AMOUNTS)


class AssetRow(NamedTuple):
    """One member's holding of one kind, in units; available and pending as of now."""

    member_id: int
    kind: AssetKind
    available: int = 0
    pending: int = 0
    debt: int = 0
    held: int = 0
    earned: int = 0
    spent: int = 0
    expired: int = 0

    def natural(self, units: int) -> Decimal:
        """Units as an exact amount of the kind."""
        return from_units(units, self.kind.decimals)


def kinds_in_order(ctx: ReadContext) -> list[AssetKind]:
    """Every kind, oldest first."""
    return sorted(ctx.program.kinds.values(), key=lambda kind: kind.id)


def accounts(ctx: ReadContext, amounts: Collection[str] = ALL) -> Part:
    """The accounts of members: the kind's id, and some of the amounts in the order they are listed above."""
    name, columns, timed = _listed(tuple(amounts))
    return Part(name, columns, "account x", values=(ctx.now,) if timed else ())


@lru_cache(maxsize=256)
def _listed(amounts: tuple[str, ...]) -> tuple[str, str, bool]:
    listed = [name for name in AMOUNTS if name in amounts]
    columns = ", ".join(("x.kind_id", *(AMOUNTS[name] for name in listed)))
    return f"accounts: {', '.join(listed)}", columns, "available" in listed or "pending" in listed


def worth_units(kind: AssetKind, available: int, decimals: int) -> int | None:
    """What units of a kind are in units of the merchant's currency, cut off toward zero; None for kinds without worth."""
    each = kind.money_worth
    return None if each is None else floor_units(from_units(available, kind.decimals) * each, decimals)
