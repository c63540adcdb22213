"""Events as decisions, refunds and counts read them: without typed data (see `events.with_data`)."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from headless.engine.member.records import EventRecord, EventStatus
from headless.models.base.mapping import RowMap, columns, reader
from headless.models.base.reads import Select
from headless.models.base.session import Session
from headless.models.tables.events.events import EVENTS, VersionedEvent

RECORDED = f"status = {EventStatus.RECORDED:d}"
_ORDERS = "type IN ('order.paid', 'order.refunded', 'order.amended', 'order.moved', 'order.received')"
_OF_ENTRIES: RowMap[tuple[EventRecord, int, int]] = EVENTS.joined("entry_id")


class Change(NamedTuple):
    """A refund or an amendment of an earlier event, its data as JSON text. refers: the business key of that event."""

    id: int
    type: str
    occurred_at: int
    refers: str
    data: str


class EventOutline(NamedTuple):
    """An event as an explanation needs it."""

    id: int
    type: str
    source: str
    external_id: str
    member_id: int
    occurred_at: int
    recorded_at: int
    status: int
    refers: str | None


class SentEvent(NamedTuple):
    """What was sent of an event. data: JSON text."""

    member_id: int
    type: str
    data: str


class Derived(NamedTuple):
    """An event that the engine derived, and the one it began with."""

    id: int
    root_id: int


def deferred_changes(
    session: Session, merchant_id: int, types: Collection[str], subjects: Sequence[str]
) -> Select[list[VersionedEvent]]:
    """Select the refunds and amendments of these types that wait for events with these business keys."""
    sql = f"""SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND {session.any_of("type", 3)}
AND {session.any_of("refers", 2)} AND status = {EventStatus.DEFERRED:d} ORDER BY id"""
    return Select(sql, (merchant_id, subjects, types), EVENTS.records)


async def events_of_entries(
    session: Session, merchant_id: int, entry_ids: Collection[int]
) -> list[tuple[EventRecord, int, int]]:
    """Return the events that made entries, each with the version of its type and the entry's id."""
    sql = f"""SELECT {columns(_OF_ENTRIES, "e", entry_id="n.id")}
FROM entry n JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND {session.any_of("n.id", 2)}"""
    return _OF_ENTRIES.records(await session.fetch(sql, merchant_id, entry_ids))


async def event_by_id(session: Session, merchant_id: int, event_id: int) -> VersionedEvent:
    """Return an event that exists, of any status."""
    sql = f"SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND id = $2"
    return EVENTS.record(await session.fetch_one(sql, merchant_id, event_id))


async def recorded_events(session: Session, merchant_id: int, event_ids: Collection[int]) -> list[VersionedEvent]:
    """Return events by their ids, if they were recorded."""
    sql = f"SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND {session.any_of('id', 2)} AND {RECORDED}"
    return EVENTS.records(await session.fetch(sql, merchant_id, event_ids))


async def events_by_subject(
    session: Session, merchant_id: int, type_: str, subjects: Sequence[str]
) -> list[VersionedEvent]:
    """Return the recorded events of a type by their business keys, newest first."""
    sql = f"""SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND type = $3
AND {session.any_of("subject", 2)} AND {RECORDED} ORDER BY id DESC"""
    return EVENTS.records(await session.fetch(sql, merchant_id, subjects, type_))


async def changes_of(
    session: Session, merchant_id: int, types: Collection[str], subjects: Collection[str | None]
) -> list[Change]:
    """Return the recorded refunds and amendments of these types, in the order in which they were settled."""
    sql = f"""SELECT {columns(Change)} FROM event WHERE merchant_id = $1 AND {session.any_of("type", 3)}
AND {session.any_of("refers", 2)} AND {RECORDED} ORDER BY recorded_at, id"""
    return reader(Change)(await session.fetch(sql, merchant_id, subjects, types))


async def receipts_of(session: Session, merchant_id: int, orders: Sequence[str]) -> list[VersionedEvent]:
    """Return the receipts of orders that were moved, oldest first."""
    sql = f"""SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND type = 'order.received'
AND {session.any_of("refers", 2)} AND {RECORDED} ORDER BY id"""
    return EVENTS.records(await session.fetch(sql, merchant_id, orders))


async def order_changes_of(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[VersionedEvent]:
    """Return what changed orders of members, in the order in which it was settled."""
    sql = f"""SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {_ORDERS} AND type <> 'order.paid' AND refers IS NOT NULL AND {RECORDED} ORDER BY recorded_at, id"""
    return EVENTS.records(await session.fetch(sql, merchant_id, member_ids))


async def past_events(
    session: Session, merchant_id: int, member_ids: Sequence[int], types: Sequence[str], most: int
) -> list[VersionedEvent]:
    """Return the recorded events of some types of members, newest first, at most so many of each member."""
    sql = f"""SELECT {columns(EVENTS, "x")} FROM (SELECT e.*, row_number() OVER (
  PARTITION BY e.member_id ORDER BY e.occurred_at DESC, e.id DESC) AS place FROM event e
  WHERE e.merchant_id = $1 AND {session.any_of("e.member_id", 2)} AND {session.any_of("e.type", 3)} AND e.{RECORDED}) x
WHERE x.place <= {most} ORDER BY x.place"""
    return EVENTS.records(await session.fetch(sql, merchant_id, member_ids, types))


async def derived_events(session: Session, merchant_id: int, root_ids: Sequence[int]) -> list[Derived]:
    """Return what the engine derived from events."""
    sql = f"SELECT {columns(Derived)} FROM event WHERE merchant_id = $1 AND {session.any_of('root_id', 2)}"
    return reader(Derived)(await session.fetch(sql, merchant_id, root_ids))


async def orders_after(
    session: Session, merchant_id: int, recorded_at: int, id_: int, most: int
) -> list[VersionedEvent]:
    """Return the orders and their changes that were recorded after one, in the order in which they were settled."""
    sql = f"""SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND {_ORDERS}
AND {RECORDED} AND (recorded_at > $2 OR (recorded_at = $2 AND id > $3)) ORDER BY recorded_at, id LIMIT {most}"""
    return EVENTS.records(await session.fetch(sql, merchant_id, recorded_at, id_))


async def orders_of(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[VersionedEvent]:
    """Return the orders and their changes of members, in the order in which they were settled."""
    sql = f"""SELECT {columns(EVENTS)} FROM event WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {_ORDERS} AND {RECORDED} ORDER BY recorded_at, id"""
    return EVENTS.records(await session.fetch(sql, merchant_id, member_ids))


async def event_of_members(
    session: Session, merchant_id: int, event_id: int, member_ids: Collection[int]
) -> EventOutline | None:
    """Return an event that is one of these members', None if it is not."""
    sql = f"""SELECT {columns(EventOutline)} FROM event
WHERE merchant_id = $1 AND id = $2 AND {session.any_of("member_id", 3)}"""
    row = await session.fetch_one(sql, merchant_id, event_id, member_ids)
    return None if row is None else EventOutline._make(row)


async def sent_event(session: Session, merchant_id: int, event_id: int) -> SentEvent | None:
    """Return what was sent of an event, None if the merchant has no such event."""
    sql = f"SELECT {columns(SentEvent)} FROM event WHERE merchant_id = $1 AND id = $2"
    row = await session.fetch_one(sql, merchant_id, event_id)
    return None if row is None else SentEvent._make(row)
