"""Events: what happened to members."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.ids import Prefix
from headless.models.tables.events.event_pages import EventRow
from headless.resolvers.nouns.events import decisions, event_states, events
from headless.resolvers.nouns.ledger import entries
from headless.resolvers.nouns.members import members
from headless.schema.base.connections import Connection, cursor
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.types.errors import Problem
from headless.schema.types.events.decisions import Decision

if TYPE_CHECKING:
    from headless.schema.types.ledger.entries import Entry
    from headless.schema.types.members.members import Member

_STATES = {
    "RECORDED": "It counts.",
    "DEFERRED": "It waits for the event that it refers to, such as a refund for its order.",
    "FAILED": "It could not be taken when its turn came, or when a rule emitted it; its number is free again.",
    "REFUSED": "A request that was refused when it was sent; its number is free again.",
}
LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
LazyEvent = Annotated["Event", strawberry.lazy("headless.schema.types.events.events")]
LazyEntry = Annotated["Entry", strawberry.lazy("headless.schema.types.ledger.entries")]


@enum_type(_STATES)
class EventState(StrEnum):
    """The state of an event."""

    RECORDED = "RECORDED"
    DEFERRED = "DEFERRED"
    FAILED = "FAILED"
    REFUSED = "REFUSED"


@object_type(
    scope="events:read", row=EventRow, node=(Prefix.EVENT, events.events_by_id), owner="member_id", for_partner=True
)
class Event(Node):
    """What happened to one member at one time. Only its state ever changes."""

    id: strawberry.ID = identity(Prefix.EVENT)
    type: str = value("The event type's name.")
    source: str = value("Which system said so.")
    external_id: str = value("That system's own number for it.")
    member: LazyMember | None = batch(members.owners, "To whom it happened.", scope="members:read")
    occurred_at: DateTime = value("When it happened.")
    recorded_at: DateTime = value("When it was learnt and settled.")
    state: EventState = value("If it counts, waits, failed or was refused.")
    problem: Problem | None = batch(event_states.problems, "Why it failed or was refused; null if neither.")
    cause: LazyEvent | None = batch(
        event_states.causes,
        "The event whose rule emitted this one, or that it followed from; null: it came from outside.",
    )
    waiting_seconds: int | None = value(
        "For how long it has waited, by the merchant's clock; null unless it is DEFERRED.",
        told=event_states.waiting_seconds,
    )
    failed_emits: list[LazyEvent] | None = batch(
        event_states.failed_emits,
        "Events that rules emitted because of it and that failed, oldest first.",
        sized=1,
        for_member=False,
        for_partner=False,
    )
    data: JSON | None = batch(
        events.data,
        "What was sent. A part that tells a balance, a tier, a tag, a coupon, a benefit or the profile needs its scope, "
        "personal texts need members:pii.",
    )
    decisions: list[Decision] | None = batch(
        decisions.decisions, "What every rule said, fired or not.", for_member=False, for_partner=False
    )
    entries: list[LazyEntry] | None = batch(
        entries.entries_of_events, "What it posted to the member's accounts.", scope="assets:read"
    )


@object_type(scope="events:read", for_member=True, for_partner=True)
class EventEdge:
    """An event and its place."""

    cursor: str = cursor()
    node: Event = value("The event.")


@object_type(scope="events:read", for_member=True, for_partner=True)
class EventConnection(Connection):
    """Events: of a member newest first, of the merchant oldest first."""

    edges: list[EventEdge] = value("The events of this page.", sized=20)
