"""Deliveries as they are read: pages and counts of endpoints, and by id."""

from collections.abc import Collection
from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.session import Session
from headless.models.tables.webhooks.deliveries import DeliveryState


class DeliveryView(NamedTuple):
    """A delivery as its readers see it. state: see `DeliveryState`. error: JSON text."""

    id: int
    endpoint_id: int
    event_id: int
    topic: str
    state: int
    attempts: int
    status: int | None
    last_tried_at: int | None
    delivered_at: int | None
    error: str | None
    created_at: int


class Waiting(NamedTuple):
    """What waits for an endpoint, and what was given up."""

    endpoint_id: int
    waiting: int
    given_up: int


_COLUMNS = columns(DeliveryView)
_FAILED = f" AND state <> {DeliveryState.DELIVERED:d} AND (state = {DeliveryState.GIVEN_UP:d} OR attempts > 0)"
_UNFAILED = f" AND (state = {DeliveryState.DELIVERED:d} OR (state = {DeliveryState.WAITING:d} AND attempts = 0))"
_SUMS = f"""SELECT endpoint_id, sum(CASE WHEN state = {DeliveryState.WAITING:d} THEN 1 ELSE 0 END)::bigint AS waiting,
sum(CASE WHEN state = {DeliveryState.GIVEN_UP:d} THEN 1 ELSE 0 END)::bigint AS given_up
FROM webhook_delivery WHERE merchant_id = $1 AND state <> {DeliveryState.DELIVERED:d} GROUP BY endpoint_id"""


async def page_of_deliveries(
    session: Session, merchant_id: int, endpoint_ids: Collection[int], failed: bool | None, page: PageRange
) -> list[DeliveryView]:
    """Return one page of each endpoint's deliveries, newest first. failed: only those that failed when they were tried last."""
    keys = keyset(page, ["id"], 3)
    source = f"{_of_endpoints(session, failed)} AND {keys.beyond}"
    sql = numbered(_COLUMNS, ["endpoint_id"], keys.order, source, page.limit)
    return reader(DeliveryView)(await session.fetch(sql, merchant_id, sorted(set(endpoint_ids)), *keys.values))


async def count_deliveries(
    session: Session, merchant_id: int, endpoint_ids: Collection[int], failed: bool | None
) -> dict[int, int]:
    """Return how many deliveries endpoints have."""
    sql = f"SELECT endpoint_id, count(*) AS number FROM {_of_endpoints(session, failed)} GROUP BY endpoint_id"
    rows = await session.fetch(sql, merchant_id, sorted(set(endpoint_ids)))
    return {row["endpoint_id"]: row["number"] for row in rows}


async def deliveries_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, DeliveryView]:
    """Return deliveries by id."""
    sql = f"SELECT {_COLUMNS} FROM webhook_delivery WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(set(ids)))
    return {delivery.id: delivery for delivery in reader(DeliveryView)(rows)}


async def waiting_by_endpoint(session: Session, merchant_id: int) -> dict[int, Waiting]:
    """Return what waits and what was given up, by endpoint."""
    return {row.endpoint_id: row for row in reader(Waiting)(await session.fetch(_SUMS, merchant_id))}


def _of_endpoints(session: Session, failed: bool | None) -> str:
    only = "" if failed is None else _FAILED if failed else _UNFAILED
    return f"webhook_delivery WHERE merchant_id = $1 AND {session.any_of('endpoint_id', 2)}{only}"
