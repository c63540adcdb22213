"""Attempts to deliver: claimed with a lease, and noted with how they ended."""

from typing import NamedTuple

from headless.models.base.mapping import reader
from headless.models.base.session import Session
from headless.models.tables.webhooks.deliveries import CLAIMED, DeliveryState, TriedDelivery, WebhookDelivery
from headless.models.tables.webhooks.endpoints import EndpointKey

_WAITING = f"state = {DeliveryState.WAITING:d}"
# Within one snapshot, who sees a member's later delivery sees its earlier ones: both were written under the member's lock.
_CLAIM = f"""SELECT {CLAIMED} FROM webhook_delivery d
WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.{_WAITING} AND d.due_at <= $3
AND (d.leased_until IS NULL OR d.leased_until <= $3) AND NOT EXISTS (
  SELECT 1 FROM webhook_delivery p WHERE p.merchant_id = $1 AND p.endpoint_id = $2 AND p.member_id = d.member_id
  AND p.{_WAITING} AND p.position < d.position
) ORDER BY d.due_at, d.position LIMIT $4 FOR UPDATE OF d SKIP LOCKED"""
_LEASE = (*WebhookDelivery.keys, "leased_until", "attempts", "first_tried_at", "last_tried_at")
_OURS = f"WHERE merchant_id = $1 AND id = $2 AND {_WAITING} AND attempts = $3"
_DELIVERED = f"""UPDATE webhook_delivery SET state = {DeliveryState.DELIVERED:d}, delivered_at = $4, leased_until = NULL,
status = $5, error = NULL {_OURS}"""
_PUT_OFF = f"""UPDATE webhook_delivery SET due_at = $4, leased_until = NULL, status = $5, error = $6 {_OURS}"""
_GIVEN_UP = f"""UPDATE webhook_delivery SET state = {DeliveryState.GIVEN_UP:d}, leased_until = NULL, status = $4, error = $5
{_OURS}"""
_BEHIND = f"""UPDATE webhook_delivery SET due_at = $5 WHERE merchant_id = $1 AND endpoint_id = $2 AND member_id = $3
AND {_WAITING} AND position > $4 AND due_at < $5"""
_BEFORE = f"""FROM webhook_delivery p WHERE p.merchant_id = $1 AND p.endpoint_id = $2 AND p.{_WAITING}
AND p.member_id = webhook_delivery.member_id AND p.position < webhook_delivery.position"""
_HELD = f"""UPDATE webhook_delivery SET due_at = (SELECT max(p.due_at) {_BEFORE})
WHERE merchant_id = $1 AND endpoint_id = $2 AND {_WAITING} AND due_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
AND EXISTS (SELECT 1 {_BEFORE} AND p.due_at > $3)"""
_AT_ONCE = f"UPDATE webhook_delivery SET due_at = $3 WHERE merchant_id = $1 AND endpoint_id = $2 AND {_WAITING} AND due_at > $3"
_OUTLASTED = f"""UPDATE webhook_delivery SET state = {DeliveryState.GIVEN_UP:d}, leased_until = NULL
WHERE merchant_id = $1 AND endpoint_id = $2 AND {_WAITING} AND queued_at <= $3
AND (leased_until IS NULL OR leased_until <= $4)"""
_OVER = "DELETE FROM webhook_delivery WHERE merchant_id = $1 AND endpoint_id = $2 AND id < $3"


class Ended(NamedTuple):
    """How an attempt ended. status: of the answer, if there was one. error: the problem as a JSON document, if there was one."""

    status: int | None = None
    error: str | None = None


async def claim_deliveries(
    session: Session, key: EndpointKey, *, now: int, until: int, most: int
) -> list[TriedDelivery]:
    """Claim what is due for an endpoint, of each member the first alone, and count the attempt."""
    rows = reader(TriedDelivery)(await session.fetch(_CLAIM, *key, now, most))
    claimed = [row._replace(attempts=row.attempts + 1, first_tried_at=row.first_tried_at or now) for row in rows]
    if claimed:
        leased = [(key.merchant_id, row.id, until, row.attempts, row.first_tried_at, now) for row in claimed]
        await session.update("webhook_delivery", WebhookDelivery.keys, _LEASE, leased)
    return claimed


async def end_delivery(session: Session, merchant_id: int, tried: TriedDelivery, ended: Ended, now: int) -> bool:
    """Write that a delivery arrived. Return False if it was dropped, replayed or claimed by another process meanwhile."""
    return await session.execute(_DELIVERED, merchant_id, tried.id, tried.attempts, now, ended.status) > 0


async def give_delivery_up(session: Session, merchant_id: int, tried: TriedDelivery, ended: Ended) -> bool:
    """Write that a delivery is tried no more. Return False as `end_delivery` does."""
    return await session.execute(_GIVEN_UP, merchant_id, tried.id, tried.attempts, *ended) > 0


async def put_delivery_off(
    session: Session, merchant_id: int, tried: TriedDelivery, ended: Ended, again_at: int
) -> bool:
    """Write when a delivery that failed is tried again, and let its member's next ones wait.

    Return False as `end_delivery` does.
    """
    if not await session.execute(_PUT_OFF, merchant_id, tried.id, tried.attempts, again_at, *ended):
        return False
    await session.execute(_BEHIND, merchant_id, tried.endpoint_id, tried.member_id, tried.position, again_at)
    return True


async def hold_back(session: Session, key: EndpointKey, now: int) -> None:
    """Let what is due for an endpoint wait as long as what its members are told of before it."""
    await session.execute(_HELD, *key, now)


async def bring_forward(session: Session, key: EndpointKey, now: int) -> None:
    """Let all that waits for an endpoint be due now, because it answers again."""
    await session.execute(_AT_ONCE, *key, now)


async def give_outlasted_up(session: Session, key: EndpointKey, before: int, now: int) -> int:
    """Give up what was queued for an endpoint before a moment, and return how many deliveries that are."""
    return await session.execute(_OUTLASTED, *key, before, now)


async def delete_old_deliveries(session: Session, key: EndpointKey, before_id: int, *, waiting: bool) -> int:
    """Delete an endpoint's deliveries before an id, and return how many that are. waiting: also those that still wait."""
    only = "" if waiting else f" AND state <> {DeliveryState.WAITING:d}"
    return await session.execute(_OVER + only, *key, before_id)
