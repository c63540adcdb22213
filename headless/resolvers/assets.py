"""What members hold: accounts of every kind, with zeroes where nothing was ever posted."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.amounts import floor_units, from_units
from headless.engine.program import AssetKind
from headless.errors import NotFound
from headless.resolvers.context import ReadContext
from headless.resolvers.members import MemberRow
from headless.resolvers.parts import Part, reads

_LOTS = """FROM lot l WHERE l.merchant_id = x.merchant_id AND l.member_id = x.member_id AND l.kind_id = x.kind_id
  AND l.remaining > 0"""
_ACCOUNTS = f"""x.kind_id, x.balance, x.debt, x.held, x.pending, x.earned, x.spent, x.expired,
CASE WHEN x.due_at <= $1::bigint THEN (SELECT coalesce(sum(CASE WHEN l.starts_at <= $1::bigint
  AND (l.expires_at IS NULL OR l.expires_at > $1::bigint) THEN l.remaining - l.held ELSE 0 END), 0)::bigint {_LOTS}) END,
CASE WHEN x.due_at <= $1::bigint THEN (SELECT coalesce(sum(CASE WHEN l.starts_at > $1::bigint
  THEN l.remaining ELSE 0 END), 0)::bigint {_LOTS}) END"""


class AssetRow(NamedTuple):
    """One member's holding of one kind, in units; available and pending as of now, whatever the clock's work has done."""

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


def accounts(ctx: ReadContext, **_: object) -> tuple[Part]:
    """The accounts of members; of those whose lots have come or gone since the clock's work also what is left now."""
    return (Part("accounts", _ACCOUNTS, "account x", values=(ctx.now,)),)


@reads(accounts)
async def assets(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[AssetRow]]:
    """Every kind's holding of each member, kinds in their order of creation."""
    found = await holdings(ctx, [member.id for member in members])
    kinds = sorted(ctx.program.kinds.values(), key=lambda kind: kind.id)
    return [_each(kinds, member.id, found[member.id]) for member in members]


def _each(kinds: Sequence[AssetKind], member_id: int, held: Mapping[int, AssetRow]) -> list[AssetRow]:
    return [held[kind.id] if kind.id in held else AssetRow(member_id, kind) for kind in kinds]


@reads(accounts)
async def asset(ctx: ReadContext, members: Sequence[MemberRow], kind: str) -> list[AssetRow]:
    """One kind's holding of each member. Errors: NotFound for an unknown kind."""
    chosen = kind_of(ctx, kind)
    found = await holdings(ctx, [member.id for member in members])
    return [found[member.id].get(chosen.id) or AssetRow(member.id, chosen) for member in members]


async def assets_by_id(ctx: ReadContext, pairs: Sequence[tuple[int, int]]) -> list[AssetRow | None]:
    """Holdings by member and kind; None where either does not exist."""
    found = await holdings(ctx, [member_id for member_id, _ in pairs])
    known = await _existing(ctx, [member_id for member_id, _ in pairs])
    kinds = ctx.program.kind_by_id
    return [
        found[member_id].get(kind_id) or (AssetRow(member_id, kinds[kind_id]) if kind_id in kinds else None)
        if member_id in known
        else None
        for member_id, kind_id in pairs
    ]


async def holdings(ctx: ReadContext, ids: Collection[int]) -> dict[int, dict[int, AssetRow]]:
    """The accounts of members, by member and kind."""
    kinds, read = ctx.program.kind_by_id, await ctx.parts.of(ids, *accounts(ctx))
    return {id_: _holdings(id_, kinds, read[id_]) for id_ in ids}


def _holdings(member_id: int, kinds: Mapping[int, AssetKind], rows: Sequence[Any]) -> dict[int, AssetRow]:
    found = {}
    for kind_id, balance, debt, held, pending, earned, spent, expired, available_now, pending_now in rows:
        kind = kinds.get(kind_id)
        if kind is None:
            continue
        available = balance + debt - pending - held
        if available_now is not None:
            available, pending = available_now, pending_now
        found[kind_id] = AssetRow(member_id, kind, available, pending, debt, held, earned, spent, expired)
    return found


def worth(ctx: ReadContext, row: AssetRow) -> Decimal | None:
    """What is available in money, cut off to the currency's decimals; None for kinds without worth."""
    each, decimals = row.kind.money_worth, ctx.program.decimals
    if each is None:
        return None
    return from_units(floor_units(row.natural(row.available) * each, decimals), decimals)


def kind_of(ctx: ReadContext, code: str) -> AssetKind:
    """The kind of a code. Errors: NotFound."""
    kind = ctx.program.kinds.get(code)
    if kind is None:
        known = ", ".join(sorted(ctx.program.kinds)) or "none"
        raise NotFound(f"there is no asset kind {code!r}; there are: {known}", code="UNKNOWN_ASSET_KIND")
    return kind


async def _existing(ctx: ReadContext, ids: Collection[int]) -> set[int]:
    async with ctx.read() as session:
        sql = f"SELECT id FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        return {row[0] for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
