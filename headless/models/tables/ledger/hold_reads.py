"""Holds as they are read: the open ones of members, and any by id."""

from collections.abc import Collection

from headless.engine.member.records import Hold, HoldStatus
from headless.models.base.mapping import columns
from headless.models.base.session import Session
from headless.models.tables.ledger.holds import HOLDS

_COLUMNS = columns(HOLDS)


async def open_holds(session: Session, merchant_id: int, member_ids: Collection[int]) -> list[Hold]:
    """Return the open holds of members, oldest first, without the lots they reserve."""
    sql = f"""SELECT {_COLUMNS} FROM hold
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND status = {HoldStatus.OPEN:d} ORDER BY id"""
    return HOLDS.records(await session.fetch(sql, merchant_id, sorted(set(member_ids))))


async def holds_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, Hold]:
    """Return holds of any status by id, without the lots they reserve."""
    sql = f"SELECT {_COLUMNS} FROM hold WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {hold.id: hold for hold in HOLDS.records(await session.fetch(sql, merchant_id, sorted(set(ids))))}
