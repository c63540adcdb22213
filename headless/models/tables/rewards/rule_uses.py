"""What all members together used of the limits and budgets of rule instances, and what it is counted from."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.program.limits.limits import UseKey
from headless.models.base.counters import adding
from headless.models.base.mapping import columns, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class RuleUse(Row):
    """How often an instance fired in a period (`what` is empty), or how many units of an asset it gave."""

    keys = ("merchant_id", "rule_id", "what", "period", "starts_on")
    merchant_id = fields.BigIntField()
    rule_id = fields.BigIntField(primary_key=True, generated=False)
    what = fields.TextField()
    period = fields.TextField()
    starts_on = fields.IntField()
    used = fields.BigIntField()

    class Meta:
        table = "rule_use"


class _Used(NamedTuple):
    rule_id: int
    what: str
    period: str
    starts_on: int
    used: int


class Firing(NamedTuple):
    """A firing of an instance that is counted: of which member, for which event."""

    member_id: int
    stock: str
    event_id: int
    occurred_at: int
    occurred_on: int
    reversed_at: int | None


class BudgetedEntry(NamedTuple):
    """What an instance with a budget gave. terms: JSON text."""

    rule_id: int
    rule_version: int
    kind_id: int
    amount: int
    terms: str


_KEYS = ", ".join(RuleUse.keys)
_COLUMNS = columns(_Used)
_CLAIM = adding(RuleUse, "used")
_FIRINGS = """SELECT t.member_id, t.stock, t.event_id, e.occurred_at, e.occurred_on, t.reversed_at
FROM stock_take t JOIN event e ON e.merchant_id = t.merchant_id AND e.id = t.event_id
WHERE t.merchant_id = $1 AND t.stock LIKE 'rule:%'"""


async def claim_use(session: Session, merchant_id: int, key: UseKey, units: int, most: int | None) -> bool:
    """Add to what was used, and return False if that would be more than `most` (None: any amount): nothing is changed then."""
    return await session.fetch_one(_CLAIM, merchant_id, *key, units, most) is not None


async def used_of(session: Session, merchant_id: int, keys: Collection[UseKey]) -> Mapping[UseKey, int]:
    """Return what was used under each of these keys, 0 if nothing was."""
    ids = sorted({key.rule_id for key in keys})
    sql = f"SELECT {_COLUMNS} FROM rule_use WHERE merchant_id = $1 AND {session.any_of('rule_id', 2)}"
    rows = reader(_Used)(await session.fetch(sql, merchant_id, ids)) if ids else []
    known = {UseKey(*row[:-1]): row.used for row in rows}
    return {key: known.get(key, 0) for key in keys}


async def all_used(session: Session, merchant_id: int) -> Sequence[tuple[UseKey, int]]:
    """Return everything that was used, in the order of the keys."""
    sql = f"SELECT {_COLUMNS} FROM rule_use WHERE merchant_id = $1 ORDER BY {_KEYS}"
    return [(UseKey(*row[:-1]), row.used) for row in reader(_Used)(await session.fetch(sql, merchant_id))]


async def all_firings(session: Session, merchant_id: int) -> list[Firing]:
    """Return every firing that was counted."""
    return reader(Firing)(await session.fetch(_FIRINGS, merchant_id))


async def firings_by_member(session: Session, merchant_id: int, ids: Sequence[int]) -> dict[int, list[Firing]]:
    """Return the firings of members."""
    sql = f"{_FIRINGS} AND {session.any_of('t.member_id', 2)} ORDER BY t.id"
    firings: dict[int, list[Firing]] = {}
    for firing in reader(Firing)(await session.fetch(sql, merchant_id, ids)):
        firings.setdefault(firing.member_id, []).append(firing)
    return firings


async def budgeted_entries(session: Session, merchant_id: int, rule_ids: Collection[int]) -> list[BudgetedEntry]:
    """Return what these instances gave under a budget."""
    sql = f"""SELECT {columns(BudgetedEntry)} FROM entry
WHERE merchant_id = $1 AND {session.any_of("rule_id", 2)} AND type = 0 AND terms IS NOT NULL"""
    return reader(BudgetedEntry)(await session.fetch(sql, merchant_id, sorted(rule_ids)))
