"""Deliveries: one event that one endpoint is told of. They hold no payload, which is made when it is sent."""

from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names, reader
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class DeliveryState(IntEnum):
    """How far a delivery is."""

    WAITING = 0
    DELIVERED = 1
    GIVEN_UP = 2


class WebhookDelivery(Row):
    """An event that an endpoint is told of.

    position: its place among those of its member, which are sent one after another. queued_at: when it was queued, the last time.
    due_at: when it is sent, or tried again. status: the last answer's. error: the last problem, as a document. traceparent: the
    trace in which it happened, if there was one. All times are the machine's.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    endpoint_id = fields.BigIntField()
    member_id = fields.BigIntField()
    event_id = fields.BigIntField()
    topic = fields.TextField()
    position = fields.BigIntField()
    state = fields.SmallIntField()
    created_at = fields.BigIntField()
    queued_at = fields.BigIntField()
    due_at = fields.BigIntField()
    leased_until = fields.BigIntField(null=True)
    attempts = fields.IntField()
    first_tried_at = fields.BigIntField(null=True)
    last_tried_at = fields.BigIntField(null=True)
    status = fields.IntField(null=True)
    error = fields.TextField(null=True)
    delivered_at = fields.BigIntField(null=True)
    traceparent = fields.TextField(null=True)

    class Meta:
        table = "webhook_delivery"


class NewDelivery(NamedTuple):
    """A delivery to be queued."""

    id: int
    endpoint_id: int
    member_id: int
    event_id: int
    topic: str
    position: int
    due_at: int
    traceparent: str | None = None


class Lane(NamedTuple):
    """What one endpoint is told of one member, one after another."""

    endpoint_id: int
    member_id: int


class LastPlace(NamedTuple):
    """The last place of a lane that is taken, and until when all before it waits."""

    endpoint_id: int
    member_id: int
    position: int
    due_at: int


def insert_deliveries(merchant_id: int, deliveries: Collection[NewDelivery], now: int) -> Write:
    """Return the write that queues deliveries."""
    rows = [
        (
            merchant_id, new.id, new.endpoint_id, new.member_id, new.event_id, new.topic, new.position,
            DeliveryState.WAITING, now, now, new.due_at, None, 0, None, None, None, None, None, new.traceparent,
        )
        for new in deliveries
    ]  # fmt: skip
    return Write("webhook_delivery", names(WebhookDelivery), rows)


async def last_places(session: Session, merchant_id: int, member_ids: Collection[int]) -> dict[Lane, LastPlace]:
    """Return the last place that is taken among what waits, by lane. A caller that has locked the members may take the next."""
    sql = f"""SELECT endpoint_id, member_id, max(position) AS position, max(due_at) AS due_at FROM webhook_delivery
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND state = {DeliveryState.WAITING:d}
GROUP BY endpoint_id, member_id"""
    places = reader(LastPlace)(await session.fetch(sql, merchant_id, sorted(set(member_ids))))
    return {Lane(place.endpoint_id, place.member_id): place for place in places}


async def drop_deliveries(
    session: Session, merchant_id: int, member_ids: Collection[int], but_event: int | None
) -> None:
    """Delete all deliveries of members, but for those of one event."""
    sql = f"""DELETE FROM webhook_delivery
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND event_id <> $3"""
    await session.execute(sql, merchant_id, sorted(set(member_ids)), but_event or 0)


_REPLAYED = f"""UPDATE webhook_delivery SET state = {DeliveryState.WAITING:d}, queued_at = $2, due_at = $2, leased_until = NULL,
attempts = 0, first_tried_at = NULL, delivered_at = NULL, error = NULL, status = NULL
WHERE merchant_id = $1 AND state <> {DeliveryState.WAITING:d} AND """


async def replay_these(session: Session, merchant_id: int, now: int, ids: Collection[int]) -> int:
    """Queue deliveries that are done or given up again, and return how many. They keep their ids and their order."""
    return await session.execute(_REPLAYED + session.any_of("id", 3), merchant_id, now, sorted(set(ids)))


async def replay_given_up(session: Session, merchant_id: int, now: int, endpoint_id: int) -> int:
    """Queue what was given up of one endpoint again, and return how many that are."""
    sql = f"{_REPLAYED} endpoint_id = $3 AND state = {DeliveryState.GIVEN_UP:d}"
    return await session.execute(sql, merchant_id, now, endpoint_id)


async def replay_since(session: Session, merchant_id: int, now: int, since: int, endpoint_id: int | None) -> int:
    """Queue again what happened since a moment, at one endpoint or at all of them, and return how many deliveries that are."""
    only = "" if endpoint_id is None else " AND endpoint_id = $4"
    given = () if endpoint_id is None else (endpoint_id,)
    return await session.execute(f"{_REPLAYED} created_at >= $3{only}", merchant_id, now, since, *given)


class TriedDelivery(NamedTuple):
    """A delivery that was claimed. attempts: how often, this time included."""

    id: int
    endpoint_id: int
    member_id: int
    event_id: int
    topic: str
    position: int
    attempts: int
    first_tried_at: int | None
    traceparent: str | None = None


CLAIMED = columns(TriedDelivery, "d")
