"""Events as they are read: pages and counts of members, by id, by a source's number, and their personal fields."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from headless.engine.member.records import EventStatus
from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.session import Session

_NOT_REFUSED = f"status <> {EventStatus.REFUSED:d}"


class EventRow(NamedTuple):
    """An event as stored. `data` is its payload as JSON text, without its personal fields."""

    id: int
    type: str
    source: str
    external_id: str
    member_id: int
    occurred_at: int
    recorded_at: int
    status: int
    data: str


_COLUMNS = columns(EventRow)


async def page_of_events(
    session: Session, merchant_id: int, member_ids: Collection[int], types: Sequence[str] | None, page: PageRange
) -> list[EventRow]:
    """Return one page of each member's events, refused ones left out, last recorded first."""
    where, values = _of_types(session, types)
    keys = keyset(page, ["recorded_at", "id"], 3 + len(values))
    sql = numbered(_COLUMNS, ["member_id"], keys.order, f"{where} AND {keys.beyond}", page.limit)
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), *values, *keys.values)
    return [EventRow._make(row) for row in rows]


async def count_events(
    session: Session, merchant_id: int, member_ids: Collection[int], types: Sequence[str] | None
) -> dict[int, int]:
    """Return how many events members have, refused ones left out."""
    where, values = _of_types(session, types)
    sql = f"SELECT member_id, count(*) AS number FROM {where} GROUP BY member_id"
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), *values)
    return {row["member_id"]: row["number"] for row in rows}


async def event_of_source(session: Session, merchant_id: int, source: str, external_id: str) -> EventRow | None:
    """Return the event that a source knows by this number, unless it was refused."""
    sql = f"SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND source = $2 AND external_id = $3 AND {_NOT_REFUSED}"
    row = await session.fetch_one(sql, merchant_id, source, external_id)
    return None if row is None else EventRow._make(row)


async def events_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, EventRow]:
    """Return events by id, refused ones included."""
    sql = f"SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    events = map(EventRow._make, await session.fetch(sql, merchant_id, sorted(set(ids))))
    return {event.id: event for event in events}


async def personal_fields(session: Session, merchant_id: int, event_ids: Collection[int]) -> dict[int, str]:
    """Return the personal fields of events as JSON text, by event."""
    sql = f"SELECT event_id, fields FROM event_personal WHERE merchant_id = $1 AND {session.any_of('event_id', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(set(event_ids)))
    return {row["event_id"]: row["fields"] for row in rows}


def _of_types(session: Session, types: Sequence[str] | None) -> tuple[str, list[list[str]]]:
    """Return the table with the condition for members' events of some types (None: all), and its parameters from $3 on."""
    chosen = "TRUE" if types is None else session.any_of("type", 3)
    where = f"event WHERE merchant_id = $1 AND {session.any_of('member_id', 2)} AND {_NOT_REFUSED} AND {chosen}"
    return where, [] if types is None else [list(types)]
