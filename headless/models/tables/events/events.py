"""Events: everything begins as one."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tortoise import fields

from headless.engine.member.records import EventRecord, EventStatus
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import JSON, RowMap, columns, compact, enum_of, names
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class Event(Row):
    """What happened to one member at one time. Only its status ever changes, and if members are merged, whose it is.

    origin_member_id: the member in whose history it was decided, None if that is `member_id`.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    type = fields.TextField()
    source = fields.TextField()
    external_id = fields.TextField()
    member_id = fields.BigIntField()
    occurred_at = fields.BigIntField()
    recorded_at = fields.BigIntField()
    occurred_on = fields.IntField()
    status = fields.SmallIntField()
    content_hash = fields.TextField()
    subject = fields.TextField(null=True)
    refers = fields.TextField(null=True)
    type_version = fields.IntField()
    data = fields.TextField()
    root_id = fields.BigIntField(null=True)
    depth = fields.SmallIntField()
    actor = fields.TextField(null=True)
    origin_member_id = fields.BigIntField(null=True)

    class Meta:
        table = "event"


class EventPersonal(Row):
    """The erasable fields of an event's payload, apart from it."""

    keys = ("merchant_id", "event_id")
    merchant_id = fields.BigIntField()
    event_id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    fields = fields.TextField()

    class Meta:
        table = "event_personal"


class KeyedEvent(NamedTuple):
    """An event as a request with its idempotency key finds it."""

    id: int
    member_id: int
    content_hash: str


_UNDER_KEY = f"""SELECT {columns(KeyedEvent)} FROM event
WHERE merchant_id = $1 AND source = 'mutation' AND external_id = $2 AND {TAKEN}"""


async def event_under_key(session: Session, merchant_id: int, key: str) -> KeyedEvent | None:
    """Return the event that a mutation recorded under an idempotency key, None if the key was not used."""
    row = await session.fetch_one(_UNDER_KEY, merchant_id, key)
    return None if row is None else KeyedEvent._make(row)


Payload = Callable[[str, Any, int], Any]
"""What makes the typed data of an event from its type, its JSON and the version of its type."""
VersionedEvent = tuple[EventRecord, int]
"""An event, and the version of its type."""
EVENTS: RowMap[VersionedEvent] = RowMap(
    Event,
    EventRecord,
    renamed={"occurred_on": "day", "data": "json"},
    convert={"data": JSON, "status": enum_of(EventStatus)},
    given=("type_version",),
    without=("origin_member_id",),
    constants={"data": None, "next_id": None, "new": False},
)
"""Events as stored: read, they have no typed data yet (see `with_data`)."""
EVENT_STATES: RowMap[EventRecord] = EVENTS.only("status", "recorded_at", "data")
"""What changes of an event that waited."""


def with_data(events: Iterable[VersionedEvent], payload: Payload) -> list[EventRecord]:
    """Return events with their typed data."""
    return [one_with_data(event, payload) for event in events]


def one_with_data(versioned: VersionedEvent, payload: Payload) -> EventRecord:
    """Return an event with its typed data."""
    event, version = versioned
    event.data = payload(event.type, event.json, version)
    return event


def insert_personal(merchant_id: int, events: Iterable[EventRecord]) -> Write:
    """Return the write that adds the personal fields of events."""
    rows = [(merchant_id, event.id, event.member_id, compact(event.personal)) for event in events if event.personal]
    return Write("event_personal", names(EventPersonal), rows)
