"""Events: everything begins as one."""

from typing import NamedTuple

from tortoise import fields

from headless.engine.member.records import EventStatus
from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session


class Event(Row):
    """What happened to one member at one time; never changed but for its status."""

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
WHERE merchant_id = $1 AND source = 'mutation' AND external_id = $2 AND status <> {EventStatus.REFUSED:d}"""


async def event_under_key(session: Session, merchant_id: int, key: str) -> KeyedEvent | None:
    """Return the event that a mutation recorded under an idempotency key, None if the key was not used."""
    row = await session.fetch_one(_UNDER_KEY, merchant_id, key)
    return None if row is None else KeyedEvent._make(row)
