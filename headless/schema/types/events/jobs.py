"""Work that goes on in the background."""

from enum import StrEnum

import strawberry

from headless.ids import Prefix
from headless.schema.base.fields import enum_type, identity, object_type, value
from headless.schema.base.nodes import Node


@enum_type(
    {
        "QUEUED": "It has not begun.",
        "RUNNING": "It is under way.",
        "DONE": "It is done.",
        "FAILED": "It could not be done.",
    }
)
class JobStatus(StrEnum):
    """How far a piece of background work has come."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


@object_type(public=True)
class BulkJob(Node):
    """Coupons being given to many members."""

    id: strawberry.ID = identity(Prefix.JOB)
    status: JobStatus = value("How far it has come.")
    percent: int = value("How much of it is done, 0 to 100.")
    done: int = value("How many members were served.")
