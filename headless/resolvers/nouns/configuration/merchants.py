"""The merchant that a token belongs to."""

from collections.abc import Sequence

from headless.resolvers.reading.context import ReadContext
from headless.services.kernel.programs import MerchantRow


async def merchant(ctx: ReadContext, parents: Sequence[object]) -> list[MerchantRow]:
    """Return the merchant."""
    return [ctx.merchant] * len(parents)
