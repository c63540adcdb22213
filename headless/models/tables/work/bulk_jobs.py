"""Bulk jobs: coupons of a kind being given to all members who meet a condition, some members at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from tortoise import fields

from headless.engine.texts.told import as_column, from_column
from headless.models.base.mapping import JSON, Conversion, RowMap, columns, enum_of
from headless.models.base.row import Row
from headless.models.base.session import Session


class BulkJobStatus(IntEnum):
    """How far a job is, numbered as stored."""

    QUEUED = 0
    RUNNING = 1
    DONE = 2
    FAILED = 3
    EXHAUSTED = 4


class BulkJob(Row):
    """One job. after_id: the last member that it has looked at. total: how many members met the condition when it began.

    attempts: how often it failed since it last got on. again_at: when it is tried again then.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    idempotency_key = fields.TextField()
    content_hash = fields.TextField()
    kind_id = fields.BigIntField()
    document = fields.TextField()
    after_id = fields.BigIntField()
    status = fields.SmallIntField()
    total = fields.BigIntField(null=True)
    done = fields.BigIntField()
    skipped = fields.BigIntField()
    error = fields.TextField(null=True)
    created_at = fields.BigIntField()
    created_by = fields.TextField()
    done_at = fields.BigIntField(null=True)
    attempts = fields.SmallIntField()
    again_at = fields.BigIntField(null=True)

    class Meta:
        table = "bulk_job"


@dataclass(frozen=True, slots=True)
class BulkJobView:
    """A job as callers and workers see it. asked: where, count, expiresAt. error: why it ended early."""

    id: int
    idempotency_key: str
    content_hash: str
    kind_id: int
    asked: Mapping[str, Any]
    created_at: int
    created_by: str
    after_id: int = 0
    status: BulkJobStatus = BulkJobStatus.QUEUED
    total: int | None = None
    done: int = 0
    skipped: int = 0
    error: str | None = None
    done_at: int | None = None
    attempts: int = 0
    again_at: int | None = None

    @property
    def percent(self) -> int:
        """How much of it is done, 0 to 100."""
        if self.status is BulkJobStatus.DONE:
            return 100
        return 0 if not self.total else min(99, (self.done + self.skipped) * 100 // self.total)


BULK_JOBS: RowMap[BulkJobView] = RowMap(
    BulkJob,
    BulkJobView,
    renamed={"document": "asked"},
    convert={"document": JSON, "status": enum_of(BulkJobStatus), "error": Conversion(as_column, from_column)},
)
JOB_PROGRESS: RowMap[BulkJobView] = BULK_JOBS.only(
    "after_id", "status", "total", "done", "skipped", "error", "done_at", "attempts", "again_at"
)
"""What changes of a job."""
_SELECT = f"SELECT {columns(BULK_JOBS)} FROM bulk_job WHERE merchant_id = $1"
_DUE = f"status <= {BulkJobStatus.RUNNING:d} AND (again_at IS NULL OR again_at <= $2)"
_NEXT = f"{_SELECT} AND {_DUE} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
_LOCK = f"{_SELECT} AND status <= {BulkJobStatus.RUNNING:d} AND id = $2 FOR UPDATE SKIP LOCKED"
_OPEN = f"SELECT 1 FROM bulk_job WHERE merchant_id = $1 AND {_DUE} LIMIT 1"


async def add_job(session: Session, merchant_id: int, job: BulkJobView) -> None:
    """Add a job that has not begun. Raise UniqueViolation if another one has its key."""
    await session.write(BULK_JOBS.insert(merchant_id, [job]))


async def job_of_key(session: Session, merchant_id: int, key: str) -> BulkJobView | None:
    """Return the job that was asked for under an idempotency key, None if there is none."""
    row = await session.fetch_one(f"{_SELECT} AND idempotency_key = $2", merchant_id, key)
    return None if row is None else BULK_JOBS.record(row)


async def jobs_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, BulkJobView]:
    """Return the jobs of these ids that the merchant has."""
    rows = await session.fetch(f"{_SELECT} AND {session.any_of('id', 2)}", merchant_id, sorted(set(ids)))
    return {job.id: job for job in BULK_JOBS.records(rows)}


async def has_open_job(session: Session, merchant_id: int, now: int) -> bool:
    """Return True if a job of the merchant is not done, and may be worked on now."""
    return bool(await session.fetch(_OPEN, merchant_id, now))


async def lock_open_job(session: Session, merchant_id: int, now: int) -> BulkJobView | None:
    """Lock the oldest job that is to be worked on now until the transaction ends, None if there is none that is free."""
    row = await session.fetch_one(_NEXT, merchant_id, now)
    return None if row is None else BULK_JOBS.record(row)


async def lock_job(session: Session, merchant_id: int, id_: int) -> BulkJobView | None:
    """Lock a job until the transaction ends, None if it is done, or another one has locked it."""
    row = await session.fetch_one(_LOCK, merchant_id, id_)
    return None if row is None else BULK_JOBS.record(row)


async def write_progress(session: Session, merchant_id: int, job: BulkJobView) -> None:
    """Write how far a job is."""
    await session.write(JOB_PROGRESS.update(merchant_id, [job]))
