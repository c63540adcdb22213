"""How many events of a type members have had, day by day."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.metrics.events import REFERRAL, VOIDED
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
    types = _with_voided([type_])
    sql = f"""SELECT {_LISTED} FROM event
WHERE merchant_id = $1 AND {session.any_of("type", 2)} AND {RECORDED} GROUP BY member_id, type, occurred_on"""
    return _less_voided([type_], reader(EventCount)(await session.fetch(sql, merchant_id, types)))


async def count_events_of(
    session: Session, merchant_id: int, member_ids: Sequence[int], types: Sequence[str]
) -> list[EventCount]:
    """Count the recorded events of members, by type and day."""
    sql = f"""SELECT {_LISTED} FROM event WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("type", 3)} AND {RECORDED}
GROUP BY member_id, type, occurred_on"""
    rows = await session.fetch(sql, merchant_id, member_ids, _with_voided(types))
    return _less_voided(types, reader(EventCount)(rows))


def _with_voided(types: Sequence[str]) -> list[str]:
    return sorted({*types, VOIDED}) if REFERRAL in types else [*types]


def _less_voided(types: Sequence[str], counts: Sequence[EventCount]) -> list[EventCount]:
    """Return counts of these types. What tells that a referral came to nothing takes that referral off its day."""
    asked = [count for count in counts if count.type in types]
    if REFERRAL in types:
        asked += [count._replace(type=REFERRAL, events=-count.events) for count in counts if count.type == VOIDED]
    return asked
