"""Schedules: when jobs and rankings are to run next, by the merchant's clock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names
from headless.models.base.row import Row
from headless.models.base.session import Session

RANK = "rank:"
"""What the codes of rankings begin with. The track's code follows."""


class Schedule(Row):
    """One job (`job:<plugin>.<id>`) or ranking (`rank:<track>`), due for a local day.

    after_id: how far that run got. document: the configuration it was set for, so that a changed ranking runs again.
    leased_until: a worker runs it until then. borders: the least that each tier took in the last ranking, as JSON by tier code.
    """

    keys = ("merchant_id", "code")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.TextField()
    due_at = fields.BigIntField()
    day = fields.IntField()
    after_id = fields.BigIntField()
    document = fields.TextField()
    leased_until = fields.BigIntField(null=True)
    borders = fields.TextField(null=True)

    class Meta:
        table = "schedule"


class DueSchedule(NamedTuple):
    """A job or ranking that is due."""

    code: str
    due_at: int
    day: int
    after_id: int


class Planned(NamedTuple):
    """When a job or ranking runs first, and the document it stands on."""

    code: str
    due_at: int
    day: int
    document: str


_DUE = f"""SELECT {columns(DueSchedule)} FROM schedule WHERE merchant_id = $1 AND due_at <= $2
AND (leased_until IS NULL OR leased_until <= $3) AND code LIKE $4 ORDER BY due_at, code LIMIT 1 FOR UPDATE SKIP LOCKED"""
_SET = """UPDATE schedule SET due_at = $3, day = $4, after_id = $5, leased_until = NULL
WHERE merchant_id = $1 AND code = $2"""
_LEASE = "UPDATE schedule SET leased_until = $3 WHERE merchant_id = $1 AND code = $2"
_END = "UPDATE schedule SET due_at = $3, day = $4, leased_until = NULL WHERE merchant_id = $1 AND code = $2 AND due_at = $5"
_NOTE = "UPDATE schedule SET borders = $3 WHERE merchant_id = $1 AND code = $2"
_BORDERS = "SELECT borders FROM schedule WHERE merchant_id = $1 AND code = $2"
_DROP = "DELETE FROM schedule WHERE merchant_id = $1 AND code = $2"
_NEXT = "SELECT min(due_at) FROM schedule WHERE merchant_id = $1"


async def claim_schedule(session: Session, merchant_id: int, until: int, now: int, prefix: str) -> DueSchedule | None:
    """Lock what is due first until the transaction ends, None if nothing is due that is neither locked nor leased.

    until: by the merchant's clock. now: by the machine's, for leases. prefix: of the codes to look at.
    """
    row = await session.fetch_one(_DUE, merchant_id, until, now, f"{prefix}%")
    return None if row is None else DueSchedule._make(row)


async def lease_schedule(session: Session, merchant_id: int, code: str, until: int) -> None:
    """Claim a ranking until a moment, because it takes more than this transaction."""
    await session.execute(_LEASE, merchant_id, code, until)


async def set_schedule(session: Session, merchant_id: int, given: DueSchedule) -> None:
    """Write when a job is due again, for which day, and after which member it goes on."""
    await session.execute(_SET, merchant_id, *given)


async def end_ranking(session: Session, merchant_id: int, ranked: DueSchedule, due_at: int, day: int) -> None:
    """Release a ranking and write when it is due again, unless it was scheduled otherwise in the meantime."""
    await session.execute(_END, merchant_id, ranked.code, due_at, day, ranked.due_at)


async def note_borders(session: Session, merchant_id: int, code: str, borders: Mapping[str, Any]) -> None:
    """Keep the least that each tier took in a ranking."""
    await session.execute(_NOTE, merchant_id, code, json.dumps(borders))


async def borders_of(session: Session, merchant_id: int, code: str) -> Mapping[str, Any]:
    """Return the least that each tier took in the last ranking, by tier code."""
    stored = await session.fetch_value(_BORDERS, merchant_id, code)
    borders: Mapping[str, Any] = {} if stored is None else json.loads(stored)
    return borders


async def drop_schedule(session: Session, merchant_id: int, code: str) -> None:
    """Delete the schedule of a job that is no longer declared."""
    await session.execute(_DROP, merchant_id, code)


async def next_due(session: Session, merchant_id: int) -> int | None:
    """Return when the next job or ranking is due, in microseconds, None if there is none."""
    due_at: int | None = await session.fetch_value(_NEXT, merchant_id)
    return due_at


async def planned_documents(session: Session, merchant_id: int) -> dict[str, str]:
    """Return the documents that a merchant's schedules stand on, by code."""
    rows = await session.fetch("SELECT code, document FROM schedule WHERE merchant_id = $1", merchant_id)
    return {row["code"]: row["document"] for row in rows}


async def drop_schedules(session: Session, merchant_id: int, codes: Iterable[str]) -> None:
    """Delete schedules."""
    await session.delete("schedule", Schedule.keys, [(merchant_id, code) for code in codes])


async def plan_schedules(session: Session, merchant_id: int, planned: Sequence[Planned]) -> None:
    """Add schedules, or begin those again that exist."""
    rows = [(merchant_id, plan.code, plan.due_at, plan.day, 0, plan.document, None, None) for plan in planned]
    await session.upsert("schedule", Schedule.keys, names(Schedule), rows)
