"""Entries: the ledger."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.ledger.ledger import CARD
from headless.engine.member import records
from headless.engine.member.records import EntryType
from headless.models.base.mapping import JSON, RowMap, columns, enum_of, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class Entry(Row):
    """One movement on an account against a contra account. `version` is gapless within the account."""

    keys = ("merchant_id", "member_id", "kind_id", "version")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    version = fields.IntField()
    id = fields.BigIntField()
    type = fields.SmallIntField()
    amount = fields.BigIntField()
    balance_after = fields.BigIntField()
    contra = fields.TextField()
    funding = fields.TextField(null=True)
    event_id = fields.BigIntField()
    rule_id = fields.BigIntField(null=True)
    rule_version = fields.IntField(null=True)
    reason = fields.TextField()
    occurred_at = fields.BigIntField()
    recorded_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    reverses = fields.BigIntField(null=True)
    terms = fields.TextField(null=True)

    class Meta:
        table = "entry"


ENTRIES: RowMap[records.Entry] = RowMap(Entry, records.Entry, convert={"type": enum_of(EntryType), "terms": JSON})
_EARNED = f"{EntryType.EARN:d}, {EntryType.GRANT:d}"
_COUNTED = f"{_EARNED}, {EntryType.SPEND:d}, {EntryType.REVERSE:d}"


class Reversal(NamedTuple):
    """What an entry took back of an earlier one, and the type of the event that did it."""

    reverses: int
    amount: int
    reason: str
    type: str
    terms: str | None


class OrderUse(NamedTuple):
    """Units that an entry spent under an order."""

    member_id: int
    order_ref: str
    kind_id: int
    amount: int
    terms: str | None


class EntryOfEvent(NamedTuple):
    """An entry that an event made, and where it stands in the order of what happened."""

    event_id: int
    kind_id: int
    amount: int
    balance_after: int
    id: int


class EntryId(NamedTuple):
    """An entry and its asset kind."""

    id: int
    kind_id: int


class DatedAmount(NamedTuple):
    """An amount that counts in the daily totals of its asset."""

    member_id: int
    occurred_on: int
    type: int
    amount: int


class AssetDay(NamedTuple):
    """What a member earned and spent of an asset on a day."""

    member_id: int
    kind_id: int
    occurred_on: int
    earned: int
    spent: int


class ContraSum(NamedTuple):
    """Units of an asset kind against a contra account."""

    kind_id: int
    contra: str
    amount: int


async def entries_of_events(session: Session, merchant_id: int, event_ids: Collection[int]) -> list[records.Entry]:
    """Return all entries that events made, by version."""
    sql = f"""SELECT {columns(ENTRIES)} FROM entry WHERE merchant_id = $1 AND {session.any_of("event_id", 2)}
ORDER BY version"""
    return ENTRIES.records(await session.fetch(sql, merchant_id, event_ids))


async def reversals_of(session: Session, merchant_id: int, entry_ids: Collection[int]) -> list[Reversal]:
    """Return what was taken back of entries so far."""
    sql = f"""SELECT {columns(Reversal, "n", type="e.type")} FROM entry n
JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND {session.any_of("n.reverses", 2)}"""
    return reader(Reversal)(await session.fetch(sql, merchant_id, entry_ids))


async def spent_under_orders(
    session: Session, merchant_id: int, member_ids: Sequence[int], orders: Sequence[str]
) -> list[OrderUse]:
    """Return the spending entries of members' orders, those that captured a hold among them."""
    listed = columns(
        OrderUse, "n", member_id="e.member_id", order_ref="coalesce(e.subject, e.refers)"
    )  # fmt: skip
    sql = f"""SELECT {listed} FROM event e
JOIN entry n ON n.merchant_id = e.merchant_id AND n.event_id = e.id AND n.type = {EntryType.SPEND:d}
WHERE e.merchant_id = $1 AND {session.any_of("e.member_id", 2)} AND e.status = {records.EventStatus.RECORDED:d} AND (
  (e.type = 'asset.spent' AND {session.any_of("e.refers", 3)})
  OR (e.type = 'order.paid' AND {session.any_of("e.subject", 3)}))"""
    return reader(OrderUse)(await session.fetch(sql, merchant_id, member_ids, orders))


async def movements_of_events(session: Session, merchant_id: int, event_ids: Sequence[int]) -> list[EntryOfEvent]:
    """Return the entries of events that moved something, by id."""
    sql = f"""SELECT {columns(EntryOfEvent, "n")} FROM entry n
WHERE n.merchant_id = $1 AND {session.any_of("n.event_id", 2)} AND n.amount <> 0 ORDER BY n.id"""
    return reader(EntryOfEvent)(await session.fetch(sql, merchant_id, event_ids))


async def first_entry_of_event(session: Session, merchant_id: int, event_id: int, member_id: int) -> EntryId | None:
    """Return the first entry that an event made on a member's accounts, or on those of one who was merged into it."""
    sql = f"""SELECT {columns(EntryId)} FROM entry WHERE merchant_id = $1 AND event_id = $2
ORDER BY CASE WHEN member_id = $3 THEN 0 ELSE 1 END, version LIMIT 1"""
    row = await session.fetch_one(sql, merchant_id, event_id, member_id)
    return None if row is None else EntryId._make(row)


async def dated_amounts(session: Session, merchant_id: int, kind_id: int) -> list[DatedAmount]:
    """Return all amounts of an asset kind that count as earned or spent, with their days."""
    sql = f"""SELECT {columns(DatedAmount, "n", member_id="e.member_id", occurred_on="e.occurred_on")} FROM entry n
JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND n.kind_id = $2 AND n.type IN ({_COUNTED})"""
    return reader(DatedAmount)(await session.fetch(sql, merchant_id, kind_id))


async def asset_days(
    session: Session, merchant_id: int, member_ids: Sequence[int], kind_ids: Sequence[int]
) -> list[AssetDay]:
    """Return what members earned and spent of asset kinds, by day."""
    listed = columns(
        AssetDay,
        "n",
        member_id="e.member_id",
        occurred_on="e.occurred_on",
        earned=f"""sum(CASE WHEN n.type IN ({_EARNED}) OR (n.type = {EntryType.REVERSE:d} AND n.amount < 0)
  THEN n.amount ELSE 0 END)::bigint""",
        spent=f"""sum(CASE WHEN n.type = {EntryType.SPEND:d} OR (n.type = {EntryType.REVERSE:d} AND n.amount > 0)
  THEN -n.amount ELSE 0 END)::bigint""",
    )
    sql = f"""SELECT {listed}
FROM entry n JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND {session.any_of("e.member_id", 2)} AND {session.any_of("n.kind_id", 3)}
GROUP BY e.member_id, n.kind_id, e.occurred_on"""
    return reader(AssetDay)(await session.fetch(sql, merchant_id, member_ids, kind_ids))


async def one_sided_transfers(session: Session, merchant_id: int) -> list[ContraSum]:
    """Return the contra accounts of transfers and merges that are not zero over all members, by asset kind.

    What goes between cards and accounts is no transfer between members.
    """
    sql = f"""SELECT {columns(ContraSum, amount="sum(amount)::bigint")} FROM entry
WHERE merchant_id = $1 AND type = {EntryType.TRANSFER:d} AND contra <> '{CARD}' GROUP BY kind_id, contra HAVING sum(amount) <> 0
ORDER BY kind_id, contra"""
    return reader(ContraSum)(await session.fetch(sql, merchant_id))


async def newest_entries(
    session: Session, merchant_id: int, member_ids: Collection[int], kind_id: int, until: int, most: int
) -> list[records.Entry]:
    """Return the newest entries of one kind recorded up to a moment, newest first, at most so many of each member."""
    sql = f"""SELECT {columns(ENTRIES)} FROM (SELECT n.*, row_number() OVER (PARTITION BY member_id ORDER BY version DESC)
  AS place FROM entry n WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND kind_id = $3
  AND recorded_at <= $4) newest WHERE place <= {most} ORDER BY place"""
    return ENTRIES.records(await session.fetch(sql, merchant_id, member_ids, kind_id, until))


async def entries_of_event(session: Session, merchant_id: int, event_id: int) -> list[records.Entry]:
    """Return all entries that one event made, by id."""
    sql = f"SELECT {columns(ENTRIES)} FROM entry WHERE merchant_id = $1 AND event_id = $2 ORDER BY id"
    return ENTRIES.records(await session.fetch(sql, merchant_id, event_id))
