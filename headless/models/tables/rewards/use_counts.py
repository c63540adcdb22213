"""How often members use benefits, counted by the day on which it happened."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session


class UseDay(NamedTuple):
    """How often a member used a benefit on a day, without uses that were taken back."""

    member_id: int
    benefit_id: int
    occurred_on: int
    uses: int


_COUNTED = {
    "member_id": "u.member_id",
    "benefit_id": "u.benefit_id",
    "occurred_on": "e.occurred_on",
    "uses": "count(*)",
}
_DAYS = f"""SELECT {columns(UseDay, **_COUNTED)} FROM benefit_use u
JOIN event e ON e.merchant_id = u.merchant_id AND e.id = u.event_id
WHERE u.merchant_id = $1 AND u.reversed_at IS NULL{{narrowed}} GROUP BY u.member_id, u.benefit_id, e.occurred_on"""


async def uses_by_day(session: Session, merchant_id: int, benefit_ids: Sequence[int] | None) -> list[UseDay]:
    """Return the uses of benefits by all members, None for all benefits."""
    if benefit_ids is None:
        return reader(UseDay)(await session.fetch(_DAYS.format(narrowed=""), merchant_id))
    sql = _DAYS.format(narrowed=f" AND {session.any_of('u.benefit_id', 2)}")
    return reader(UseDay)(await session.fetch(sql, merchant_id, benefit_ids))


async def uses_of(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[UseDay]:
    """Return the uses of all benefits by members."""
    sql = _DAYS.format(narrowed=f" AND {session.any_of('u.member_id', 2)}")
    return reader(UseDay)(await session.fetch(sql, merchant_id, member_ids))
