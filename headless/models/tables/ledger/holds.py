"""Holds and the lots they reserve."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member import records
from headless.engine.member.records import HoldStatus
from headless.models.base.mapping import FLAG, RowMap, columns, enum_of, names, reader
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class Hold(Row):
    """A reservation that is captured or released later."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    kind_id = fields.BigIntField()
    amount = fields.BigIntField()
    captured = fields.BigIntField()
    released = fields.BigIntField()
    status = fields.SmallIntField()
    order_ref = fields.TextField(null=True)
    reason = fields.TextField()
    event_id = fields.BigIntField()
    created_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    checkout = fields.BooleanField()

    class Meta:
        table = "hold"


class HoldLot(Row):
    """How much of a lot a hold still reserves."""

    keys = ("merchant_id", "hold_id", "lot_id")
    merchant_id = fields.BigIntField()
    hold_id = fields.BigIntField()
    lot_id = fields.BigIntField(primary_key=True, generated=False)
    amount = fields.BigIntField()

    class Meta:
        table = "hold_lot"


HOLDS: RowMap[records.Hold] = RowMap(Hold, records.Hold, convert={"status": enum_of(HoldStatus), "checkout": FLAG})
HOLD_AMOUNTS: RowMap[records.Hold] = HOLDS.only("captured", "released", "status")
"""What changes of a hold."""
_OPEN = f"""SELECT {columns(HOLDS)} FROM hold
WHERE merchant_id = $1 AND {{members}} AND status = {HoldStatus.OPEN:d}"""


class Reserved(NamedTuple):
    """Units of a lot that a hold reserves."""

    hold_id: int
    lot_id: int
    amount: int


_RESERVED = f"""SELECT {columns(Reserved, "l")} FROM hold_lot l
JOIN hold h ON h.merchant_id = l.merchant_id AND h.id = l.hold_id
WHERE h.merchant_id = $1 AND {{members}} AND h.status = {HoldStatus.OPEN:d}"""


class HeldForOrder(NamedTuple):
    """Units that a hold still keeps or has captured for an order."""

    member_id: int
    order_ref: str
    kind_id: int
    amount: int


class HoldId(NamedTuple):
    """A hold and its asset kind."""

    id: int
    kind_id: int


def upsert_reserved(merchant_id: int, holds: Iterable[records.Hold]) -> Write:
    """Return the write of the lots that holds reserve."""
    rows = [(merchant_id, hold.id, lot, amount) for hold in holds for lot, amount in hold.reserved.items()]
    return Write("hold_lot", names(HoldLot), rows, HoldLot.keys, upsert=True)


def open_holds(session: Session, merchant_id: int, member_ids: Collection[int]) -> Select[list[records.Hold]]:
    """Select the open holds of members, without the lots they reserve."""
    sql = _OPEN.format(members=session.any_of("member_id", 2))
    return Select(sql, (merchant_id, member_ids), HOLDS.records)


def lots_of_open_holds(session: Session, merchant_id: int, member_ids: Collection[int]) -> Select[list[Reserved]]:
    """Select the lots that the open holds of members reserve."""
    sql = _RESERVED.format(members=session.any_of("h.member_id", 2))
    return Select(sql, (merchant_id, member_ids), reader(Reserved))


async def held_for_orders(
    session: Session, merchant_id: int, member_ids: Sequence[int], orders: Sequence[str]
) -> list[HeldForOrder]:
    """Return what the holds of members keep, or have captured, under orders."""
    sql = f"""SELECT {columns(HeldForOrder, amount="amount - released")} FROM hold
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND {session.any_of("order_ref", 3)}"""
    return reader(HeldForOrder)(await session.fetch(sql, merchant_id, member_ids, orders))


async def holds_of_event(session: Session, merchant_id: int, event_id: int) -> list[int]:
    """Return the ids of the holds that an event made, in order."""
    sql = "SELECT id FROM hold WHERE merchant_id = $1 AND event_id = $2 ORDER BY id"
    return [row["id"] for row in await session.fetch(sql, merchant_id, event_id)]


async def hold_of_event(session: Session, merchant_id: int, member_id: int, event_id: int) -> HoldId | None:
    """Return the hold that an event made."""
    sql = f"SELECT {columns(HoldId)} FROM hold WHERE merchant_id = $1 AND member_id = $2 AND event_id = $3"
    row = await session.fetch_one(sql, merchant_id, member_id, event_id)
    return None if row is None else HoldId._make(row)
