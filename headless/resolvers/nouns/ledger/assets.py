"""What members hold: accounts of every kind, with zeroes where nothing was ever posted."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.amounts import from_units
from headless.errors import NotFound
from headless.resolvers.nouns.ledger.asset_rows import AssetRow, accounts, kinds_in_order, worth_units
from headless.resolvers.nouns.ledger.drawn_assets import drawing_of_asset, drawing_of_assets
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, drawn, reads
from headless.resolvers.reading.rows import MemberRow


def _accounts(ctx: ReadContext, **_: object) -> tuple[Part]:
    return (accounts(ctx),)


@drawn(drawing_of_assets)
@reads(_accounts)
async def assets(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[AssetRow]]:
    """Every kind's holding of each member, kinds in their order of creation."""
    found = await holdings(ctx, [member.id for member in members])
    kinds = kinds_in_order(ctx)
    return [_each(kinds, member.id, found[member.id]) for member in members]


def _each(kinds: Sequence[AssetKind], member_id: int, held: Mapping[int, AssetRow]) -> list[AssetRow]:
    return [held[kind.id] if kind.id in held else AssetRow(member_id, kind) for kind in kinds]


@drawn(drawing_of_asset)
@reads(_accounts)
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
    kinds, read = ctx.program.kind_by_id, await ctx.parts.of(ids, accounts(ctx))
    return {
        id_: {row[0]: AssetRow(id_, kinds[row[0]], *row[1:]) for row in read[id_] if row[0] in kinds} for id_ in ids
    }


def worth(ctx: ReadContext, row: AssetRow) -> Decimal | None:
    """What is available in money, cut off to the currency's decimals; None for kinds without worth."""
    units, decimals = worth_units(row.kind, row.available, ctx.program.decimals), ctx.program.decimals
    return None if units is None else from_units(units, decimals)


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
