"""The merchant that a token belongs to."""

from collections.abc import Sequence

from headless.models.tables.configuration.merchants import MerchantRow
from headless.resolvers.reading.context import ReadContext


async def merchant(ctx: ReadContext, parents: Sequence[object]) -> list[MerchantRow]:
    """Return the merchant."""
    return [ctx.merchant] * len(parents)
