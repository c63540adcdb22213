"""The merchant's uses of benefits by how far they are delivered, oldest first: what waits for someone to deliver it."""

from collections.abc import Sequence
from typing import Any

from headless.models.tables.rewards import benefit_use_pages
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "Query.benefitUses"


async def benefit_uses(
    ctx: ReadContext, parents: Sequence[None], states: Sequence[str] | None = None, **page: Any
) -> list[Page]:
    """Return a page of the merchant's uses in these states, oldest first. Those that were taken back are left out."""
    filters: dict[str, Any] = {"states": states}
    part = ctx.slice(FIELD, filters, **page)
    async with ctx.read() as session:
        listed = await benefit_use_pages.page_of_all_uses(session, ctx.merchant_id, states, part.range)
    return [part.page(listed, lambda use: (use.id,), counted=(count, None, filters))] * len(parents)


async def count(ctx: ReadContext, parents: Sequence[None], states: Sequence[str] | None = None) -> list[int]:
    """Return how many uses the merchant has in these states."""
    async with ctx.read() as session:
        return [await benefit_use_pages.count_all_uses(session, ctx.merchant_id, states)] * len(parents)
