"""The merchant that a token belongs to."""

from collections.abc import Sequence

from headless.models.tables.configuration.merchants import MerchantRow, Oidc, oidc_of
from headless.resolvers.reading.context import ReadContext


async def merchant(ctx: ReadContext, parents: Sequence[object]) -> list[MerchantRow]:
    """Return the merchant."""
    return [ctx.merchant] * len(parents)


async def oidc(ctx: ReadContext, parents: Sequence[MerchantRow]) -> list[Oidc | None]:
    """Return the issuer whose tokens sign members in."""
    async with ctx.read() as session:
        return [await oidc_of(session, ctx.merchant_id)] * len(parents)
