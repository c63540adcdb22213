"""Events that wait or that failed, oldest first, with what an operator needs to look into them."""

from typing import NamedTuple

from headless.engine.member.records import EventStatus
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session

MOST_BARE = 100


class UnsettledEvent(NamedTuple):
    """An event that waits or failed. number: the member's. problem: JSON text. recorded_as: what holds its identity now."""

    id: int
    type: str
    source: str
    external_id: str
    member_id: int
    number: str | None
    refers: str | None
    recorded_at: int
    cause_id: int | None
    problem: str | None
    recorded_as: int | None


class BareFailure(NamedTuple):
    """An event that failed, and nothing says why."""

    member_id: int
    type: str
    external_id: str


_OF_ELSEWHERE = {
    "number": "m.number", "cause_id": "p.cause_id", "problem": "p.problem", "recorded_as": "s.id",
}  # fmt: skip
_PROBLEM = "event_problem p ON p.merchant_id = $1 AND p.member_id = e.member_id AND p.event_id = e.id"
# The second condition on the status picks the index of events that do not count.
_UNSETTLED = f"""SELECT {columns(UnsettledEvent, "e", **_OF_ELSEWHERE)} FROM event e
JOIN member m ON m.merchant_id = $1 AND m.id = e.member_id
LEFT JOIN {_PROBLEM}
LEFT JOIN event s ON s.merchant_id = $1 AND s.source = e.source AND s.external_id = e.external_id AND s.{TAKEN}
WHERE e.merchant_id = $1 AND e.status = $2 AND e.status <> 0 AND e.id > $3 ORDER BY e.id LIMIT $4"""
_BARE = f"""SELECT {columns(BareFailure, "e")} FROM event e LEFT JOIN {_PROBLEM}
WHERE e.merchant_id = $1 AND e.status = {EventStatus.FAILED:d} AND e.status <> 0 AND p.event_id IS NULL
ORDER BY e.id LIMIT {MOST_BARE}"""


async def unsettled_events(
    session: Session, merchant_id: int, status: EventStatus, after_id: int, most: int
) -> list[UnsettledEvent]:
    """Return the next events of a status after an id."""
    rows = await session.fetch(_UNSETTLED, merchant_id, int(status), after_id, most)
    return reader(UnsettledEvent)(rows)


async def failures_without_problem(session: Session, merchant_id: int) -> list[BareFailure]:
    """Return events that failed and of which nothing says why."""
    return reader(BareFailure)(await session.fetch(_BARE, merchant_id))
