"""Asset kinds: points, growth value, stored balance and the merchant's own."""

from collections.abc import Sequence

from headless.engine.declarations.asset_kinds import AssetKind
from headless.resolvers.nouns.ledger.asset_rows import kinds_in_order
from headless.resolvers.reading.context import ReadContext


async def asset_kinds(ctx: ReadContext, parents: Sequence[object]) -> list[list[AssetKind]]:
    """Return all kinds, oldest first."""
    listed = kinds_in_order(ctx)
    return [listed for _ in parents]


async def asset_kinds_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[AssetKind | None]:
    """Return the kinds of these ids."""
    return [ctx.program.kind_by_id.get(id_) for id_ in ids]
