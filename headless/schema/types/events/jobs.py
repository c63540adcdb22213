"""Work that goes on in the background."""

from enum import StrEnum

import strawberry

from headless.ids import Prefix
from headless.models.tables.work.bulk_jobs import BulkJobView
from headless.resolvers.nouns.events import jobs
from headless.schema.base.fields import enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.members.coupons import CouponKind


@enum_type(
    {
        "QUEUED": "It has not begun.",
        "RUNNING": "It is under way.",
        "DONE": "It is done.",
        "FAILED": "It could not be done.",
        "EXHAUSTED": "The stock was used up before it was done.",
    }
)
class JobStatus(StrEnum):
    """How far a piece of background work has come."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    EXHAUSTED = "EXHAUSTED"


@object_type(public=True, row=BulkJobView, node=(Prefix.JOB, jobs.by_id), node_scope="coupons:read")
class BulkJob(Node):
    """Coupons being given to many members."""

    id: strawberry.ID = identity(Prefix.JOB)
    status: JobStatus = value("How far it has come.", read=lambda row: row.status.name)
    percent: int = value("How much of it is done, 0 to 100.")
    done: int = value("How many members were served.")
    skipped: int = value(
        "How many members were left out, because they may have no more of them or were closed meanwhile."
    )
    total: int | None = value("How many members met the condition when it began; null: it has not begun.")
    kind: CouponKind | None = value(
        "What they are given.",
        scope="coupons:read",
        told=lambda ctx, row: ctx.program.coupon_kind_by_id.get(row.kind_id),
    )
    error: str | None = value("Why it ended before all were served.", told=jobs.error)
    created_at: DateTime = value("When it was asked for.")
    done_at: DateTime | None = value("When it ended.")
