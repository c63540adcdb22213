"""How many events of a type members have had, day by day."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session
from headless.models.tables.events.event_queries import RECORDED


class EventCount(NamedTuple):
    """A member's number of events of a type on a day."""

    member_id: int
    type: str
    occurred_on: int
    events: int


_LISTED = columns(EventCount, events="count(*)")


async def count_events(session: Session, merchant_id: int, type_: str) -> list[EventCount]:
    """Count the recorded events of a type, by member and day."""
    sql = f"""SELECT {_LISTED} FROM event
WHERE merchant_id = $1 AND type = $2 AND {RECORDED} GROUP BY member_id, type, occurred_on"""
    return reader(EventCount)(await session.fetch(sql, merchant_id, type_))


async def count_events_of(
    session: Session, merchant_id: int, member_ids: Sequence[int], types: Sequence[str]
) -> list[EventCount]:
    """Count the recorded events of members, by type and day."""
    sql = f"""SELECT {_LISTED} FROM event WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("type", 3)} AND {RECORDED}
GROUP BY member_id, type, occurred_on"""
    return reader(EventCount)(await session.fetch(sql, merchant_id, member_ids, types))
