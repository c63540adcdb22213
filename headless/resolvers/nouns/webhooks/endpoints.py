"""Webhook endpoints, never with their secrets."""

from collections.abc import Sequence

from headless.engine.texts.wording import kept_text
from headless.models.tables.webhooks.endpoints import StoredEndpoint, all_endpoints, endpoints_by_id
from headless.resolvers.reading.context import ReadContext


async def endpoints(ctx: ReadContext, parents: Sequence[object]) -> list[list[StoredEndpoint]]:
    """Return the merchant's endpoints, oldest first."""
    async with ctx.read() as session:
        listed = await all_endpoints(session, ctx.merchant_id)
    return [listed for _ in parents]


async def by_id(ctx: ReadContext, ids: Sequence[int]) -> list[StoredEndpoint | None]:
    """Return the endpoints of these ids."""
    async with ctx.read() as session:
        known = await endpoints_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


def problem(ctx: ReadContext, endpoint: StoredEndpoint) -> str | None:
    """Return why the last attempt failed, in the reader's language. None if it did not."""
    return kept_text(endpoint.problem, ctx.lang)
