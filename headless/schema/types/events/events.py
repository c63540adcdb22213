"""Events: what happened to members."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.ids import Prefix
from headless.models.tables.events.event_pages import EventRow
from headless.resolvers.nouns.events import decisions, events
from headless.resolvers.nouns.ledger import entries
from headless.resolvers.nouns.members import members
from headless.schema.base.connections import Connection, cursor
from headless.schema.base.fields import batch, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.types.events.decisions import Decision

if TYPE_CHECKING:
    from headless.schema.types.ledger.entries import Entry
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
LazyEntry = Annotated["Entry", strawberry.lazy("headless.schema.types.ledger.entries")]


@object_type(scope="events:read", row=EventRow, node=(Prefix.EVENT, events.events_by_id))
class Event(Node):
    """What happened to one member at one time. It never changes."""

    id: strawberry.ID = identity(Prefix.EVENT)
    type: str = value("The event type's name.")
    source: str = value("Which system said so.")
    external_id: str = value("That system's own number for it.")
    member: LazyMember | None = batch(members.owners, "To whom it happened.", scope="members:read")
    occurred_at: DateTime = value("When it happened.")
    recorded_at: DateTime = value("When it was learnt and settled.")
    data: JSON | None = batch(events.data, "What was sent; personal texts only with members:pii.")
    decisions: list[Decision] | None = batch(decisions.decisions, "What every rule said, fired or not.")
    entries: list[LazyEntry] | None = batch(
        entries.entries_of_events, "What it posted to the member's accounts.", scope="assets:read"
    )


@object_type(scope="events:read")
class EventEdge:
    """An event and its place."""

    cursor: str = cursor()
    node: Event = value("The event.")


@object_type(scope="events:read")
class EventConnection(Connection):
    """Events, newest first."""

    edges: list[EventEdge] = value("The events of this page.", sized=20)
