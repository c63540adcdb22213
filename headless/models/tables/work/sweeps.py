"""Sweeps: members that are re-evaluated after the configuration changed. A sweep can be resumed."""

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names
from headless.models.base.row import Row
from headless.models.base.session import Session


class SweepStatus(IntEnum):
    """The status of a sweep. IMPORTING: no sweep, but the mark of an import, during which the clock work rests."""

    OPEN = 0
    DONE = 1
    IMPORTING = 2


class Sweep(Row):
    """One pass over all members in id order. after_id: how far it got."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    reason = fields.TextField()
    document = fields.TextField()
    after_id = fields.BigIntField()
    status = fields.SmallIntField()
    created_at = fields.BigIntField()
    leased_until = fields.BigIntField(null=True)

    class Meta:
        table = "sweep"


class OpenSweep(NamedTuple):
    """A sweep that is not done. document: JSON text."""

    id: int
    reason: str
    document: str
    after_id: int
    created_at: int


class SweepState(NamedTuple):
    """How far a sweep is. document: JSON text."""

    after_id: int
    document: str


_OPEN = f"""SELECT {columns(OpenSweep)} FROM sweep
WHERE merchant_id = $1 AND status = {SweepStatus.OPEN:d} ORDER BY id LIMIT 1"""
_LOCKED = f"""SELECT {columns(SweepState)} FROM sweep
WHERE merchant_id = $1 AND id = $2 AND status = {SweepStatus.OPEN:d} FOR UPDATE SKIP LOCKED"""
_SET = "UPDATE sweep SET after_id = $3, document = $4, status = $5 WHERE merchant_id = $1 AND id = $2"


async def add_sweep(
    session: Session, merchant_id: int, sweep_id: int, reason: str, document: Mapping[str, Any], now: int
) -> None:
    """Add a sweep that has not begun."""
    row = (merchant_id, sweep_id, reason, json.dumps(document), 0, int(SweepStatus.OPEN), now, None)
    await session.insert("sweep", names(Sweep), [row])


async def oldest_open_sweep(session: Session, merchant_id: int) -> OpenSweep | None:
    """Return the sweep to work on next, None if all are done."""
    row = await session.fetch_one(_OPEN, merchant_id)
    return None if row is None else OpenSweep._make(row)


async def lock_sweep(session: Session, merchant_id: int, sweep_id: int) -> SweepState | None:
    """Lock an open sweep. Return None if it is done, or if another transaction has locked it."""
    row = await session.fetch_one(_LOCKED, merchant_id, sweep_id)
    return None if row is None else SweepState._make(row)


async def advance_sweep(
    session: Session, merchant_id: int, sweep_id: int, after_id: int, document: Mapping[str, Any], *, done: bool
) -> None:
    """Note how far a sweep is."""
    status = SweepStatus.DONE if done else SweepStatus.OPEN
    await session.execute(_SET, merchant_id, sweep_id, after_id, json.dumps(document), int(status))


async def last_reason(session: Session, merchant_id: int, prefix: str) -> str | None:
    """Return the reason of the newest sweep whose reason begins so."""
    sql = "SELECT reason FROM sweep WHERE merchant_id = $1 AND reason LIKE $2 ORDER BY id DESC LIMIT 1"
    reason: str | None = await session.fetch_value(sql, merchant_id, f"{prefix}%")
    return reason
