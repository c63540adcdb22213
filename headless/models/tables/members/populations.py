"""All members of a merchant, a chunk at a time in the order of their ids, for work that goes through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.member.records import EventStatus
from headless.engine.member.status import MemberStatus
from headless.models.base.session import Session

_OPEN = f"m.status < {MemberStatus.CLOSED:d} AND m.merged_into IS NULL"
_SOME = "SELECT 1 FROM member WHERE merchant_id = $1 LIMIT $2"
_NEXT = f"SELECT m.id AS id FROM member m WHERE m.merchant_id = $1 AND m.id > $2 AND {_OPEN} ORDER BY m.id LIMIT $3"
_WITHOUT_EVENT = f"""SELECT m.id AS id FROM member m WHERE m.merchant_id = $1 AND m.id > $2
AND {_OPEN} AND {{condition}}
AND NOT EXISTS (SELECT 1 FROM event e WHERE e.merchant_id = m.merchant_id AND e.source = 'engine'
  AND e.external_id = $3::text || m.id::text || $4::text AND e.status <> {EventStatus.REFUSED:d})
ORDER BY m.id LIMIT $5::bigint"""


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """An event of the engine's own, whose external id is `before`, the member's id and `after`."""

    before: str
    after: str


async def has_more_members(session: Session, merchant_id: int, most: int) -> bool:
    """Return True if the merchant has more members than `most`, without counting them all."""
    return len(await session.fetch(_SOME, merchant_id, most + 1)) > most


async def next_open_members(session: Session, merchant_id: int, after_id: int, most: int) -> list[int]:
    """Return the ids of the next members who are neither closed nor merged into others."""
    return [row["id"] for row in await session.fetch(_NEXT, merchant_id, after_id, most)]


async def next_members_without_event(
    session: Session,
    merchant_id: int,
    after_id: int,
    most: int,
    event: EngineEvent,
    condition: str,
    values: Sequence[Any],
) -> list[int]:
    """Return the ids of the next open members who meet a condition, in SQL over `m`, and have not got an event yet.

    The values of the condition are parameters from $6 on.
    """
    sql = _WITHOUT_EVENT.format(condition=condition)
    rows = await session.fetch(sql, merchant_id, after_id, event.before, event.after, most, *values)
    return [row["id"] for row in rows]
