"""Queueing what endpoints of other systems are told of, in the transaction in which it happened.

Record 0043 says why it is written there, and how the order of a member's events is kept.
"""

from collections.abc import Callable, Iterable

from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.program.program import Program
from headless.engine.program.webhooks import FAILED_TOPIC
from headless.models.base.session import Session, Write
from headless.models.tables.webhooks.deliveries import Lane, LastPlace, NewDelivery, insert_deliveries, last_places


def takes_failures(program: Program) -> bool:
    """Return True if an endpoint is told of events that failed."""
    return any(webhook.takes(FAILED_TOPIC) for webhook in program.webhooks)


async def deliveries(
    session: Session, program: Program, events: Iterable[EventRecord], now: int, new_id: Callable[[], int]
) -> Write:
    """Return the write that tells endpoints of events. The caller has locked the members.

    now: by the machine's clock. Events of one member get rising places, even if another process with a faster clock told of the
    member before.
    """
    told = [
        (webhook.id, event, topic)
        for event in events
        if (topic := _topic(event)) is not None
        for webhook in program.webhooks
        if webhook.takes(topic)
    ]
    members = {event.member_id for _, event, _ in told}
    places = await last_places(session, program.merchant_id, members) if told else {}
    new = []
    for endpoint_id, event, topic in told:
        id_, lane = new_id(), Lane(endpoint_id, event.member_id)
        last = places.get(lane) or LastPlace(*lane, 0, now)
        place = max(id_, last.position + 1)
        places[lane] = last._replace(position=place)
        new.append(NewDelivery(id_, *lane, event.id, topic, place, max(now, last.due_at), event.trace))
    return insert_deliveries(program.merchant_id, new, now)


def _topic(event: EventRecord) -> str | None:
    if event.status is EventStatus.RECORDED:
        return event.type
    return FAILED_TOPIC if event.status is EventStatus.FAILED else None
