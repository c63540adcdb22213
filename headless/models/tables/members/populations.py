"""Many members of a merchant, a chunk at a time: all in the order of their ids, or those whose clock work is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from headless.engine.member.status import MemberStatus
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, first_values
from headless.models.base.session import Session
from headless.models.tables.members.members import Member

_OPEN = f"m.status < {MemberStatus.CLOSED:d} AND m.merged_into IS NULL"
_SOME = "SELECT 1 FROM member WHERE merchant_id = $1 LIMIT $2"
RANKED = f"m.status = {MemberStatus.ACTIVE:d} AND m.merged_into IS NULL"
"""The members of `m` whom a ranking counts."""
_NEXT = f"SELECT m.id AS id FROM member m WHERE m.merchant_id = $1 AND m.id > $2 AND {RANKED} ORDER BY m.id LIMIT $3"
_WITHOUT_EVENT = f"""SELECT m.id AS id FROM member m WHERE m.merchant_id = $1 AND m.id > $2
AND m.id <= $6::bigint AND {_OPEN} AND {{condition}}
AND NOT EXISTS (SELECT 1 FROM event e WHERE e.merchant_id = m.merchant_id AND e.source = 'engine'
  AND e.external_id = $3::text || m.id::text || $4::text AND e.{TAKEN})
AND NOT EXISTS (SELECT 1 FROM member a JOIN event e ON e.merchant_id = a.merchant_id AND e.source = 'engine'
  AND e.external_id = $3::text || a.id::text || $4::text AND e.{TAKEN}
  WHERE a.merchant_id = m.merchant_id AND a.merged_into = m.id)
ORDER BY m.id LIMIT $5::bigint"""
_COUNT = f"""SELECT count(*) FROM member m WHERE m.merchant_id = $1 AND m.id <= $2 AND {_OPEN} AND {{condition}}"""
LAST_ID = (1 << 63) - 1


class Slice(NamedTuple):
    """Members that follow one another: the last of their ids, None if there are none, and their number."""

    up_to_id: int | None
    members: int


_NEXT_SLICE = f"""SELECT {columns(Slice, up_to_id="MAX(s.id)", members="COUNT(*)")} FROM (
  SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3) s"""
_DUE = """SELECT id FROM member WHERE merchant_id = $1 AND due_at <= $2 AND merged_into IS NULL
ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED"""


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """An event of the engine's own, whose external id is `before`, the member's id and `after`."""

    before: str
    after: str


async def has_more_members(session: Session, merchant_id: int, most: int) -> bool:
    """Return True if the merchant has more members than `most`, without counting them all."""
    return len(await session.fetch(_SOME, merchant_id, most + 1)) > most


async def next_ranked_members(session: Session, merchant_id: int, after_id: int, most: int) -> list[int]:
    """Return the ids of the next members whom a ranking counts: the active ones.

    Frozen, closed and erased members, and those merged into others, take no place.
    """
    return [row["id"] for row in await session.fetch(_NEXT, merchant_id, after_id, most)]


async def next_members_without_event(
    session: Session,
    merchant_id: int,
    after_id: int,
    most: int,
    event: EngineEvent,
    condition: str,
    values: Sequence[Any],
    up_to_id: int = LAST_ID,
) -> list[int]:
    """Return the ids of the next open members who meet a condition, in SQL over `m`, and have not got an event yet.

    One that a member got before it was merged is the survivor's.

    The values of the condition are parameters from $7 on.
    """
    sql = _WITHOUT_EVENT.format(condition=condition)
    rows = await session.fetch(sql, merchant_id, after_id, event.before, event.after, most, up_to_id, *values)
    return [row["id"] for row in rows]


async def count_open_members(
    session: Session, merchant_id: int, up_to_id: int, condition: str, values: Sequence[Any]
) -> int:
    """Count the open members up to an id who meet a condition, in SQL over `m`. Its values are parameters from $3 on."""
    sql = _COUNT.format(condition=condition)
    return int(await session.fetch_value(sql, merchant_id, up_to_id, *values))


async def lock_due(session: Session, merchant_id: int, until: int, most: int) -> list[int]:
    """Lock members whose clock work is due, the longest due first, and return their ids.

    Rows that another transaction has locked are left out.
    """
    return first_values(await session.fetch(_DUE, merchant_id, until, most))


async def member_ids_after(session: Session, merchant_id: int, after_id: int, most: int) -> list[int]:
    """Return the ids that follow one."""
    sql = "SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3"
    return first_values(await session.fetch(sql, merchant_id, after_id, most))


async def next_slice(session: Session, merchant_id: int, after_id: int, size: int) -> Slice:
    """Return the slice of at most `size` members that follow an id."""
    row = await session.fetch_one(_NEXT_SLICE, merchant_id, after_id, size)
    assert row is not None
    return Slice._make(row)


async def settled_between(
    session: Session, merchant_id: int, after_id: int, up_to_id: int, began: int, ended: int
) -> list[int]:
    """Return the members of a slice whose clock stands at or after one moment and before another."""
    # The slice is part of the text, so that PostgreSQL makes a plan for each.
    sql = f"""SELECT id FROM member WHERE merchant_id = $1 AND id > {int(after_id)} AND id <= {int(up_to_id)}
AND clock_at >= $2 AND clock_at < $3 ORDER BY id"""
    return first_values(await session.fetch(sql, merchant_id, began, ended))


async def bring_forward(session: Session, merchant_id: int, due_at: Mapping[int, int]) -> None:
    """Let members' clock work be due at these moments if it would be later, or never."""
    sql = f"""SELECT id, due_at FROM member WHERE merchant_id = $1 AND {session.any_of("id", 2)} AND merged_into IS NULL
ORDER BY id FOR UPDATE"""
    stored = {row["id"]: row["due_at"] for row in await session.fetch(sql, merchant_id, list(due_at))}
    sooner = [(merchant_id, id_, due_at[id_]) for id_, at in stored.items() if at is None or at > due_at[id_]]
    await session.update("member", Member.keys, (*Member.keys, "due_at"), sooner)
