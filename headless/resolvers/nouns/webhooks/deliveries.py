"""What endpoints were told, or are to be told."""

from collections.abc import Sequence
from typing import Any

from headless.engine.texts.wording import kept_text
from headless.models.tables.webhooks.deliveries import DeliveryState
from headless.models.tables.webhooks.delivery_pages import (
    DeliveryView,
    count_deliveries,
    deliveries_by_id,
    page_of_deliveries,
)
from headless.models.tables.webhooks.endpoints import StoredEndpoint
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "WebhookEndpoint.deliveries"


async def deliveries(
    ctx: ReadContext, rows: Sequence[StoredEndpoint], failed: bool | None = None, **page: Any
) -> list[Page]:
    """Return a page of each endpoint's deliveries, newest first. failed: only those that failed, or that did not."""
    filters = {"failed": failed}
    part = ctx.slice(FIELD, filters, **page)
    async with ctx.read() as session:
        listed = await page_of_deliveries(session, ctx.merchant_id, [row.id for row in rows], failed, part.range)
    by_endpoint: dict[int, list[DeliveryView]] = {}
    for delivery in listed:
        by_endpoint.setdefault(delivery.endpoint_id, []).append(delivery)
    return [
        part.page(by_endpoint.get(row.id, []), lambda delivery: (delivery.id,), counted=(count, row, filters))
        for row in rows
    ]


async def count(ctx: ReadContext, rows: Sequence[StoredEndpoint], failed: bool | None = None) -> list[int]:
    """Return how many deliveries each endpoint has."""
    async with ctx.read() as session:
        counts = await count_deliveries(session, ctx.merchant_id, [row.id for row in rows], failed)
    return [counts.get(row.id, 0) for row in rows]


async def by_id(ctx: ReadContext, ids: Sequence[int]) -> list[DeliveryView | None]:
    """Return the deliveries of these ids."""
    async with ctx.read() as session:
        known = await deliveries_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


def state(delivery: DeliveryView) -> str:
    """Return how far a delivery is."""
    return DeliveryState(delivery.state).name


def error(ctx: ReadContext, delivery: DeliveryView) -> str | None:
    """Return why the last attempt failed, in the reader's language. None if it did not."""
    return kept_text(delivery.error, ctx.lang)
