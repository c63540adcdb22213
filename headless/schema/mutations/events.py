"""Events recorded and simulated."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import events
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, enum_type, given, input_type, mutation, object_type, required, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.mutations import payloads
from headless.schema.mutations.members import LazyMember
from headless.schema.types.errors import UserError
from headless.schema.types.events.changes import Change
from headless.schema.types.events.decisions import Decision

if TYPE_CHECKING:
    from headless.schema.types.events.events import Event

LazyEvent = Annotated["Event", strawberry.lazy("headless.schema.types.events.events")]
event_of = loaded(Prefix.EVENT, lambda row: row.event_id)


@enum_type(
    {
        "REJECT_EVERYTHING": "Keep nothing unless every event can be kept.",
        "REJECT_FAILED": "Keep what can be kept.",
    }
)
class ErrorPolicy(StrEnum):
    """What happens to a batch when some of its events fail."""

    REJECT_EVERYTHING = "REJECT_EVERYTHING"
    REJECT_FAILED = "REJECT_FAILED"


@enum_type(
    {
        "RECORDED": "It was recorded and settled.",
        "DUPLICATE": "It was recorded before; nothing was done twice.",
        "DEFERRED": "It waits for the event that it refers to, or for its guest to join.",
        "CONFLICT": "Its source and external id were used for something else.",
        "INVALID": "It can never be taken as it is.",
        "REFUSED": "It was understood, but a rule or the ledger refused it.",
        "SKIPPED": "It was fine, but the batch was rejected as a whole.",
        "SIMULATED": "It would be recorded.",
    }
)
class EventStatus(StrEnum):
    """The outcome of an event."""

    RECORDED = "RECORDED"
    DUPLICATE = "DUPLICATE"
    DEFERRED = "DEFERRED"
    CONFLICT = "CONFLICT"
    INVALID = "INVALID"
    REFUSED = "REFUSED"
    SKIPPED = "SKIPPED"
    SIMULATED = "SIMULATED"


@input_type
class EventInput:
    """Something that happened to a member."""

    type: str = required("The event type's name, as Query.eventTypes lists it.")
    member: MemberLookup | None = given("To whom it happened; left out where the token or the type decides.")
    source: str | None = given("Which system says so; left out where the token decides.")
    external_id: str | None = given("That system's own number for it: the same number again is a duplicate.")
    occurred_at: DateTime | None = given("When it happened; left out: now.")
    data: JSON = required("What the event type's schema asks for.")


@input_type
class EventsRecordInput:
    """A batch of events."""

    events: list[EventInput] = required("The events, at most 1000.")
    on_error: ErrorPolicy | None = given("What happens when some of them fail.", default=ErrorPolicy.REJECT_FAILED)


@object_type(public=True, row=events.EventResultRow, for_member=True, for_partner=True)
class EventResult:
    """The result for one event."""

    status: EventStatus = value("Its outcome.")
    event: LazyEvent | None = batch(event_of, "The event as recorded.", scope="events:read")
    member: LazyMember | None = payloads.member()
    decisions: list[Decision] = batch(
        events.decisions, "What each rule said, in order; with events:read.", scope="events:write"
    )
    changes: list[Change] | None = value("What it did to the member, in order.", scope="members:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True)
class EventsRecordPayload:
    """The results of a batch, in the order of its events."""

    results: list[EventResult] = value("One result per event.", sized=20)
    user_errors: list[UserError] = value("What stood in the way of the batch as a whole.", sized=1)


@strawberry.type
class EventMutations:
    """Events."""

    events_record: EventsRecordPayload | None = mutation(
        events.events_record,
        "Record what happened.",
        scope="events:write",
        takes=EventsRecordInput,
        for_member=True,
        for_partner=True,
    )
    events_simulate: EventsRecordPayload | None = mutation(
        events.events_simulate,
        "See what recording would do, without keeping anything.",
        scope="events:write",
        takes=EventsRecordInput,
        for_partner=True,
    )
