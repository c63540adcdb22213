"""What was taken of budgets that all members share: one row for each budget and period.

Nothing is ever given back to one. What each member took stands in `stock_take`, under the same keys.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from tortoise import fields

from headless.engine.program.budgets.shared import SharedKey, SharedPeriod
from headless.models.base.counters import adding
from headless.models.base.mapping import columns, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class SharedBudgetTaken(Row):
    """Units that were taken of a budget in a period. period: a SharedPeriod. starts_on: its first local day, 0 in all."""

    keys = ("merchant_id", "name", "period", "starts_on")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.TextField()
    period = fields.SmallIntField()
    starts_on = fields.IntField()
    taken = fields.BigIntField()

    class Meta:
        table = "shared_budget"


class _Taken(NamedTuple):
    name: str
    period: int
    starts_on: int
    taken: int

    @property
    def key(self) -> SharedKey:
        return SharedKey(self.name, SharedPeriod(self.period), self.starts_on)


_CLAIM = adding(SharedBudgetTaken, "taken")


async def take_shared(session: Session, merchant_id: int, key: SharedKey, units: int, most: int) -> bool:
    """Take units of a budget in a period, and return False if that would be more than `most` in all: nothing is taken then."""
    return await session.fetch_one(_CLAIM, merchant_id, *key, units, most) is not None


async def taken_of(session: Session, merchant_id: int, keys: Collection[SharedKey]) -> Mapping[SharedKey, int]:
    """Return what was taken under each of these keys, 0 if nothing was."""
    sql = f"""SELECT {columns(_Taken)} FROM shared_budget
WHERE merchant_id = $1 AND {session.any_of("name", 2)} AND {session.any_of("starts_on", 3)}"""
    names, days = sorted({key.name for key in keys}), sorted({key.starts_on for key in keys})
    rows = reader(_Taken)(await session.fetch(sql, merchant_id, names, days)) if keys else []
    known = {row.key: row.taken for row in rows}
    return {key: known.get(key, 0) for key in keys}


async def all_taken(session: Session, merchant_id: int) -> Mapping[SharedKey, int]:
    """Return what was taken of all shared budgets, by key."""
    sql = f"SELECT {columns(_Taken)} FROM shared_budget WHERE merchant_id = $1"
    return {row.key: row.taken for row in reader(_Taken)(await session.fetch(sql, merchant_id))}
