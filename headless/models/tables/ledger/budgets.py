"""What partners spent of their budgets: one row for each partner, asset kind, period, and all members or one.

A row is there whether a budget bounds it or not, so that a budget that is saved later counts what was spent before.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.program.partners import ALL, BudgetKey, BudgetPeriod
from headless.models.base.counters import adding
from headless.models.base.mapping import columns, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class BudgetSpent(Row):
    """Units that a partner gave in a period, less what was taken back of them. member_id: 0 for all members together.

    period: a BudgetPeriod. starts_on: the local day, the first one of the month, or 0.
    """

    keys = ("merchant_id", "member_id", "partner_id", "kind_id", "period", "starts_on")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    kind_id = fields.BigIntField()
    period = fields.SmallIntField()
    starts_on = fields.IntField()
    spent = fields.BigIntField()

    class Meta:
        table = "budget_spent"


class _Spent(NamedTuple):
    member_id: int
    partner_id: int
    kind_id: int
    period: int
    starts_on: int
    spent: int


_KEYS = ", ".join(BudgetSpent.keys)
_COLUMNS = columns(_Spent)
_SPEND = adding(BudgetSpent, "spent")
_OF_KEY = (
    """merchant_id = $1 AND member_id = $2 AND partner_id = $3 AND kind_id = $4 AND period = $5 AND starts_on = $6"""
)
_GIVE_BACK = f"UPDATE budget_spent SET spent = spent - $7 WHERE {_OF_KEY}"
_UNITE = f"""INSERT INTO budget_spent ({_KEYS}, spent)
SELECT merchant_id, $3::bigint, partner_id, kind_id, period, starts_on, spent FROM budget_spent
WHERE merchant_id = $1 AND member_id = $2
ON CONFLICT ({_KEYS}) DO UPDATE SET spent = budget_spent.spent + excluded.spent"""


_DAYS_BEFORE = f"merchant_id = $1 AND member_id <> {ALL} AND period = {BudgetPeriod.DAY:d} AND starts_on < $2"


async def claim(session: Session, merchant_id: int, key: BudgetKey, units: int, most: int | None) -> bool:
    """Add to what was spent, and return False if that would be more than may be spent: nothing is changed then.

    units: negative ones are taken off. most: what may be spent in all, None: any amount.
    """
    if units < 0:
        await session.execute(_GIVE_BACK, merchant_id, *key, -units)
        return True
    row = await session.fetch_one(_SPEND, merchant_id, *key, units, most)
    return row is not None


async def spent_of(session: Session, merchant_id: int, keys: Collection[BudgetKey]) -> Mapping[BudgetKey, int]:
    """Return what was spent under each of these keys, 0 if nothing was."""
    sql = f"""SELECT {_COLUMNS} FROM budget_spent WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {session.any_of("partner_id", 3)} AND {session.any_of("kind_id", 4)} AND {session.any_of("starts_on", 5)}"""
    listed: list[list[int]] = [
        sorted({key.member_id for key in keys}), sorted({key.partner_id for key in keys}),
        sorted({key.kind_id for key in keys}), sorted({key.starts_on for key in keys}),
    ]  # fmt: skip
    rows = reader(_Spent)(await session.fetch(sql, merchant_id, *listed))
    known = {BudgetKey(*row[:-1]): row.spent for row in rows}
    return {key: known.get(key, 0) for key in keys}


async def all_spent(session: Session, merchant_id: int) -> Sequence[tuple[BudgetKey, int]]:
    """Return everything that was spent of budgets, in the order of the keys."""
    sql = f"SELECT {_COLUMNS} FROM budget_spent WHERE merchant_id = $1 ORDER BY {_KEYS}"
    return [(BudgetKey(*row[:-1]), row.spent) for row in reader(_Spent)(await session.fetch(sql, merchant_id))]


async def has_days_before(session: Session, merchant_id: int, day: int) -> bool:
    """Return True if what one member was given on a day before this one is still counted."""
    sql = f"SELECT starts_on FROM budget_spent WHERE {_DAYS_BEFORE} LIMIT 1"
    return await session.fetch_one(sql, merchant_id, day) is not None


async def delete_days_before(session: Session, merchant_id: int, day: int, most: int) -> int:
    """Forget what single members were given on days before this one, at most so many rows, and return their number."""
    sql = f"""DELETE FROM budget_spent WHERE ({_KEYS}) IN (
  SELECT {_KEYS} FROM budget_spent WHERE {_DAYS_BEFORE} LIMIT {most} FOR UPDATE SKIP LOCKED)"""
    return await session.execute(sql, merchant_id, day)


class SpentByAll(NamedTuple):
    """What a partner of a merchant gave to all its members together."""

    merchant_id: int
    partner_id: int
    kind_id: int
    period: int
    starts_on: int
    spent: int


async def spent_by_all(
    session: Session, merchant_ids: Collection[int], starts_on: Collection[int]
) -> dict[tuple[int, BudgetKey], int]:
    """Return what was spent of the budgets of several merchants for all members, in periods that begin on these days."""
    sql = f"""SELECT {columns(SpentByAll)} FROM budget_spent WHERE {session.any_of("merchant_id", 1)}
AND member_id = {ALL} AND {session.any_of("starts_on", 2)}"""
    rows = reader(SpentByAll)(await session.fetch(sql, sorted(set(merchant_ids)), sorted(set(starts_on))))
    return {(row.merchant_id, BudgetKey(ALL, *row[1:-1])): row.spent for row in rows}


async def unite_spent(session: Session, merchant_id: int, member_id: int, survivor_id: int) -> None:
    """Count what was given to a member as given to the one whom it was merged into."""
    await session.execute(_UNITE, merchant_id, member_id, survivor_id)
    await BudgetSpent.of(session, merchant_id).filter(member_id=member_id).delete()
