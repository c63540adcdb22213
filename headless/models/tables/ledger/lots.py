"""Lots and their moves."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from tortoise import fields

from headless.engine.member import records
from headless.models.base.mapping import RowMap, columns, names, reader
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class Lot(Row):
    """A part of a balance with its own origin, funding and expiry."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    kind_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    event_id = fields.BigIntField()
    funding = fields.TextField()
    granted = fields.BigIntField()
    remaining = fields.BigIntField()
    held = fields.BigIntField()
    starts_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    earned_at = fields.BigIntField()
    expired = fields.BigIntField(default=0)
    origin_entry_id = fields.BigIntField(null=True)

    class Meta:
        table = "lot"


class LotMove(Row):
    """Which lot an entry took from or gave to, and how much."""

    keys = ("merchant_id", "entry_id", "lot_id")
    merchant_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    lot_id = fields.BigIntField(primary_key=True, generated=False)
    amount = fields.BigIntField()

    class Meta:
        table = "lot_move"


LOTS: RowMap[records.Lot] = RowMap(Lot, records.Lot)
LOT_AMOUNTS: RowMap[records.Lot] = LOTS.only("remaining", "held", "expired")
"""What changes of a lot."""
_LEFT = f"SELECT {columns(LOTS)} FROM lot WHERE merchant_id = $1 AND {{members}} AND remaining > 0"


class Moved(NamedTuple):
    """Units of a lot that an entry took or gave."""

    entry_id: int
    lot_id: int
    amount: int


def insert_moves(merchant_id: int, moves: Mapping[int, Mapping[int, int]]) -> Write:
    """Return the write that adds the moves of entries, by entry and lot."""
    rows = [(merchant_id, entry, lot, amount) for entry, lots in moves.items() for lot, amount in lots.items()]
    return Write("lot_move", names(LotMove), rows)


def lots_left(session: Session, merchant_id: int, member_ids: Collection[int]) -> Select[list[records.Lot]]:
    """Select the lots of members that are not empty."""
    sql = _LEFT.format(members=session.any_of("member_id", 2))
    return Select(sql, (merchant_id, member_ids), LOTS.records)


async def lots_of_entries(
    session: Session, merchant_id: int, lot_ids: Collection[int], entry_ids: Collection[int]
) -> list[records.Lot]:
    """Return lots by their ids, and those that were restored from lots of these entries, empty ones, too."""
    sql = f"""SELECT {columns(LOTS)} FROM lot WHERE merchant_id = $1 AND {session.any_of("id", 2)}
UNION SELECT {columns(LOTS)} FROM lot WHERE merchant_id = $1 AND {session.any_of("origin_entry_id", 3)}"""
    return LOTS.records(await session.fetch(sql, merchant_id, lot_ids, entry_ids))


async def moves_of_entries(session: Session, merchant_id: int, entry_ids: Collection[int]) -> list[Moved]:
    """Return which lots entries took from or gave to."""
    sql = f"SELECT {columns(Moved)} FROM lot_move WHERE merchant_id = $1 AND {session.any_of('entry_id', 2)}"
    return reader(Moved)(await session.fetch(sql, merchant_id, entry_ids))


async def lots_left_of_kind(
    session: Session, merchant_id: int, member_ids: Collection[int], kind_id: int
) -> list[records.Lot]:
    """Return the lots of one kind of members that are not empty, oldest first."""
    sql = f"""SELECT {columns(LOTS)} FROM lot WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND kind_id = $3 AND remaining > 0 ORDER BY id"""
    return LOTS.records(await session.fetch(sql, merchant_id, member_ids, kind_id))
