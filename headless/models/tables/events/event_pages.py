"""Events as they are read: pages of members and of all, by id, by a source's number, and their personal fields."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from headless.engine.member.records import EventStatus
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, reader
from headless.models.base.pages import PageRange, during, keyset, numbered
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
    root_id: int | None
    data: str

    @property
    def state(self) -> str:
        """The state by its name."""
        return STATES[self.status]


class EventFilter(NamedTuple):
    """Events in some states, of some types, of one source (None: all), recorded from `since` to before `until`."""

    types: Sequence[str] | None = None
    since: int | None = None
    until: int | None = None
    states: Sequence[str] | None = None
    source: str | None = None


STATES = tuple(EventStatus.__members__)
_COLUMNS = columns(EventRow)


async def page_of_events(
    session: Session, merchant_id: int, member_ids: Collection[int], chosen: EventFilter, page: PageRange
) -> list[EventRow]:
    """Return one page of each member's events, refused ones left out, last recorded first."""
    where, values = _of_members(session, chosen)
    keys = keyset(page, ["recorded_at", "id"], 3 + len(values))
    sql = numbered(_COLUMNS, ["member_id"], keys.order, f"{where} AND {keys.beyond}", page.limit)
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), *values, *keys.values)
    return [EventRow._make(row) for row in rows]


async def count_events(
    session: Session, merchant_id: int, member_ids: Collection[int], chosen: EventFilter
) -> dict[int, int]:
    """Return how many events members have, refused ones left out."""
    where, values = _of_members(session, chosen)
    sql = f"SELECT member_id, count(*) AS number FROM {where} GROUP BY member_id"
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), *values)
    return {row["member_id"]: row["number"] for row in rows}


async def page_of_all_events(
    session: Session, merchant_id: int, chosen: EventFilter, page: PageRange
) -> list[EventRow]:
    """Return one page of a merchant's events, oldest first."""
    where, values = _chosen(session, chosen, 2)
    keys = keyset(page, ["id"], 2 + len(values), newest_first=False)
    sql = f"""SELECT {_COLUMNS} FROM event WHERE merchant_id = $1{where} AND {keys.beyond}
ORDER BY {keys.order} LIMIT {page.limit + 1}"""
    return reader(EventRow)(await session.fetch(sql, merchant_id, *values, *keys.values))


async def count_all_events(session: Session, merchant_id: int, chosen: EventFilter) -> int:
    """Return how many events a merchant has."""
    where, values = _chosen(session, chosen, 2)
    sql = f"SELECT count(*) FROM event WHERE merchant_id = $1{where}"
    return int(await session.fetch_value(sql, merchant_id, *values))


_OF_SOURCE = f"""SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND source = $2 AND external_id = $3 AND {TAKEN}"""
_FAILED_OF_SOURCE = f"""SELECT {_COLUMNS} FROM event WHERE merchant_id = $1 AND status <> 0
AND status = {EventStatus.FAILED:d} AND source = $2 AND external_id = $3 ORDER BY id DESC LIMIT 1"""


async def event_of_source(session: Session, merchant_id: int, source: str, external_id: str) -> EventRow | None:
    """Return the event that a source knows by this number, the last that failed if none holds it, but none that was refused."""
    for sql in (_OF_SOURCE, _FAILED_OF_SOURCE):
        row = await session.fetch_one(sql, merchant_id, source, external_id)
        if row is not None:
            return EventRow._make(row)
    return None


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


def _of_members(session: Session, chosen: EventFilter) -> tuple[str, list[Any]]:
    """Return the table with the condition for members' events, and its parameters from $3 on."""
    where, values = _chosen(session, chosen, 3)
    return f"event WHERE merchant_id = $1 AND {session.any_of('member_id', 2)} AND {_NOT_REFUSED}{where}", values


def _chosen(session: Session, chosen: EventFilter, position: int) -> tuple[str, list[Any]]:
    """Return the further conditions of a filter, and their parameters from `position` on.

    States are numbers of ours, so they are part of the text. Without RECORDED the index of all others answers.
    """
    where, values = "", list[Any]()
    if chosen.states is not None:
        numbers = sorted({STATES.index(state) for state in chosen.states})
        where += f" AND status IN ({', '.join(map(str, numbers)) or 'NULL'})"
        if EventStatus.RECORDED not in numbers:
            where += " AND status <> 0"
    if chosen.types is not None:
        values.append(list(chosen.types))
        where += f" AND {session.any_of('type', position)}"
    if chosen.source is not None:
        values.append(chosen.source)
        where += f" AND source = ${position - 1 + len(values)}"
    period, moments = during("recorded_at", chosen.since, chosen.until, position + len(values))
    return where + period, [*values, *moments]
