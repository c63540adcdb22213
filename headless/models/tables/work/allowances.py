"""What was spent of limits of rate, by all processes together: one row for each bearer, and none for those who ask seldom."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class Allowance(Row):
    """How far a bearer has come. merchant_id: 0 for an address. bearer: whose limit it is, such as `token:7`.

    spent_until: when all that was spent would be there again, in microseconds. day: the UTC day that day_spent counts.
    """

    keys = ("merchant_id", "bearer")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    bearer = fields.TextField()
    spent_until = fields.BigIntField()
    day = fields.IntField()
    day_spent = fields.BigIntField()

    class Meta:
        table = "allowance"


class AllowanceRow(NamedTuple):
    """A row as stored."""

    merchant_id: int
    bearer: str
    spent_until: int
    day: int
    day_spent: int


Key = tuple[int, str]
_COLUMNS = columns(AllowanceRow)
_KEYS = ", ".join(Allowance.keys)
_ADDED = ("spent_until", "day", "day_spent")
_PRUNE = "DELETE FROM allowance WHERE spent_until < $1 AND day < $2"


async def locked_allowances(session: Session, keys: Collection[Key]) -> dict[Key, AllowanceRow]:
    """Return the rows of these bearers, and hold them to the transaction's end. Those that are not there yet are made."""
    known = await _locked(session, keys)
    missing = sorted(set(keys) - known.keys())
    if missing:
        # Adding nothing leaves a row alone that another process made in the meantime.
        rows = [(*key, 0, 0, 0) for key in missing]
        await session.upsert("allowance", Allowance.keys, names(AllowanceRow), rows, add=_ADDED)
    return known | await _locked(session, missing) if missing else known


async def _locked(session: Session, keys: Collection[Key]) -> dict[Key, AllowanceRow]:
    sql = f"""SELECT {_COLUMNS} FROM allowance WHERE {session.any_of("merchant_id", 1)} AND {session.any_of("bearer", 2)}
ORDER BY {_KEYS} FOR UPDATE"""
    merchants, bearers = (sorted(part) for part in (({key[0] for key in keys}), {key[1] for key in keys}))
    rows = reader(AllowanceRow)(await session.fetch(sql, merchants, bearers))
    asked = set(keys)
    return {(row.merchant_id, row.bearer): row for row in rows if (row.merchant_id, row.bearer) in asked}


async def write_allowances(session: Session, rows: Sequence[AllowanceRow]) -> None:
    """Write rows that are locked."""
    await session.update("allowance", Allowance.keys, names(AllowanceRow), rows)


async def prune_allowances(session: Session, before: int, day: int) -> int:
    """Delete the rows of bearers to whom everything is there again, and who spent nothing on this day. Return their number."""
    return await session.execute(_PRUNE, before, day)
