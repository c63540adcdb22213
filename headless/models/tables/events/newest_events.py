"""Events by what webhooks call them: the type of one that was recorded, or that it failed."""

from collections.abc import Collection
from typing import NamedTuple

from headless.engine.member.records import EventStatus
from headless.engine.program.webhooks import EVERY_TOPIC, FAILED_TOPIC
from headless.models.base.mapping import columns
from headless.models.base.session import Session


class TopicalEvent(NamedTuple):
    """An event, and the topic under which endpoints are told of it."""

    id: int
    topic: str


_TOPIC = f"CASE WHEN status = {EventStatus.FAILED:d} THEN '{FAILED_TOPIC}' ELSE type END"
_COLUMNS = columns(TopicalEvent, topic=_TOPIC)
_TOLD = f"status IN ({EventStatus.RECORDED:d}, {EventStatus.FAILED:d})"
_AFTER = f"SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND id > $2 AND {_TOLD} ORDER BY id"


async def topical_event(session: Session, merchant_id: int, event_id: int) -> TopicalEvent | None:
    """Return an event that endpoints may be told of, None if there is no such event."""
    sql = f"SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND id = $2 AND {_TOLD}"
    row = await session.fetch_one(sql, merchant_id, event_id)
    return None if row is None else TopicalEvent._make(row)


async def newest_event(session: Session, merchant_id: int, topics: Collection[str]) -> TopicalEvent | None:
    """Return the newest event of some topics, None if nothing of them has happened yet."""
    only = "" if EVERY_TOPIC in topics else f" AND {session.any_of(f'({_TOPIC})', 2)}"
    given = () if EVERY_TOPIC in topics else (sorted(topics),)
    sql = f"SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND {_TOLD}{only} ORDER BY id DESC LIMIT 1"
    row = await session.fetch_one(sql, merchant_id, *given)
    return None if row is None else TopicalEvent._make(row)


async def topical_events_after(session: Session, merchant_id: int, id_: int) -> list[TopicalEvent]:
    """Return the events with a larger id that endpoints may be told of, oldest first."""
    return [TopicalEvent._make(row) for row in await session.fetch(_AFTER, merchant_id, id_)]
