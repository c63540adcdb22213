"""Webhook endpoints, and what was delivered to them."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.ids import Prefix
from headless.models.tables.webhooks.delivery_pages import DeliveryView
from headless.models.tables.webhooks.endpoints import StoredEndpoint
from headless.resolvers.nouns.events.events import causes
from headless.resolvers.nouns.webhooks import deliveries, endpoints
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import argument, batch, enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime

if TYPE_CHECKING:
    from headless.schema.types.events.events import Event

SCOPE = "webhooks:read"
LazyEvent = Annotated["Event", strawberry.lazy("headless.schema.types.events.events")]


@enum_type(
    {
        "ON": "It is told what happens.",
        "OFF": "It is told nothing, and nothing is kept for it. What waited waits until it is on again.",
        "PAUSED": "What happens waits for it: it failed too often in a row and rests, or it was paused by hand.",
    }
)
class EndpointState(StrEnum):
    """What an endpoint is told."""

    ON = "ON"
    OFF = "OFF"
    PAUSED = "PAUSED"


@enum_type(
    {
        "WAITING": "It is to be sent, or to be tried again.",
        "DELIVERED": "The endpoint took it.",
        "GIVEN_UP": "It failed for too long: webhookReplay sends it again.",
    }
)
class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"


@object_type(scope=SCOPE, row=DeliveryView, node=(Prefix.DELIVERY, deliveries.by_id))
class WebhookDelivery(Node):
    """One event that an endpoint is told of. Its id is the message's webhook-id, the same at each attempt."""

    id: strawberry.ID = identity(Prefix.DELIVERY)
    topic: str = value("The event's type, or event.failed.")
    event: LazyEvent | None = batch(causes, "What happened.", scope="events:read")
    state: DeliveryState = value("How far it is.", read=deliveries.state)
    attempts: int = value("How often it was tried.")
    status: int | None = value("The HTTP status of the last answer; null if there was none.")
    created_at: DateTime = value("When it was queued first.")
    last_tried_at: DateTime | None = value("When it was tried last.")
    delivered_at: DateTime | None = value("When the endpoint took it.")
    error: str | None = value("Why the last attempt failed.", told=deliveries.error)


@object_type(scope=SCOPE)
class WebhookDeliveryEdge:
    """A delivery and its place."""

    cursor: str = cursor()
    node: WebhookDelivery = value("The delivery.")


@object_type(scope=SCOPE)
class WebhookDeliveryConnection(Connection):
    """Deliveries, newest first."""

    edges: list[WebhookDeliveryEdge] = value("The deliveries of this page.", sized=20)


@object_type(scope=SCOPE, row=StoredEndpoint, node=(Prefix.WEBHOOK, endpoints.by_id))
class WebhookEndpoint(Node):
    """An address of another system that is told what happens, by Standard Webhooks. Its secret was shown once."""

    id: strawberry.ID = identity(Prefix.WEBHOOK)
    url: str = value("Its address.")
    topics: list[str] = value(
        "What it is told of: types of events, event.failed, or * for all.", read=lambda row: row.listed_topics
    )
    query: str | None = value("The fields of Event that are sent; null: the usual ones.")
    state: EndpointState = value("If it is told what happens.", read=lambda row: row.shown_state.name)
    failures: int = value("How many attempts have failed in a row.")
    problem: str | None = value("Why the last attempt failed; null if it did not.", told=endpoints.problem)
    rests_until: DateTime | None = value("When it is tried again if it rests after failures.")
    version: int = value("How often it was saved.")
    deliveries: WebhookDeliveryConnection | None = batch(
        deliveries.deliveries,
        "What it was told, and is to be told, newest first.",
        arguments={
            "failed": argument(bool | None, "Only those whose last attempt failed, or only the others.", default=None),
            **page_arguments(),
        },
    )


@strawberry.type
class WebhookQueries:
    """Webhooks."""

    webhook_endpoints: list[WebhookEndpoint] | None = batch(
        endpoints.endpoints, "All webhook endpoints, those that are off included.", scope=SCOPE, sized=20
    )
