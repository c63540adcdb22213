"""Failures that waited in the outbox for an endpoint that takes them."""

import json

from headless.engine.program.webhooks import FAILED_TOPIC
from headless.models.base.session import Session
from headless.models.tables.events.outbox import delete_messages, waiting_messages
from headless.models.tables.webhooks.deliveries import NewDelivery, insert_deliveries
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.pages import PAGE


async def adopt_failures(kernel: Kernel, session: Session, merchant_id: int, endpoint_id: int, now: int) -> None:
    """Queue for an endpoint what failed while no endpoint took failures."""
    while messages := await waiting_messages(session, merchant_id, FAILED_TOPIC, 0, PAGE):
        told = [json.loads(message.document) for message in messages]
        deliveries = [
            NewDelivery(id_ := kernel.ids.new(), endpoint_id, one["member"], one["event"], FAILED_TOPIC, id_, now)
            for one in told
        ]
        await session.write(insert_deliveries(merchant_id, deliveries, now))
        await delete_messages(session, merchant_id, [message.id for message in messages])
