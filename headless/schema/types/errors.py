"""User errors: what a caller can correct, in typed forms."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from headless.engine.texts.wording import worded
from headless.resolvers.reading.problems import (
    CapExceededRow,
    ExhaustedRow,
    InsufficientBalanceRow,
    KeyConflictRow,
    NotEligibleRow,
    ProblemRow,
    RefusedRow,
    StaleVersionRow,
)
from headless.schema.base.fields import interface_type, object_type, value
from headless.schema.base.scalars import JSON, DateTime

if TYPE_CHECKING:
    from headless.schema.types.members.clauses import Clause


def _data(name: str, description: str) -> Any:
    return value(description, read=lambda row: row.data.get(name))


@interface_type
class UserError:
    """Something the caller can correct."""

    code: str = value("Stable, for programs: branch on it.")
    message: str = value(
        "What is wrong and what to do, for people, in the reader's language.",
        told=lambda ctx, row: worded(row.message, ctx.lang),
    )
    path: list[str] | None = value("Which part of the input it is about.")


@object_type(public=True, row=ProblemRow, for_member=True)
class Problem(UserError):
    """A user error that needs no fields of its own."""


@object_type(public=True, row=RefusedRow, for_member=True)
class Refused(UserError):
    """A rule refused the request."""

    rule: str = _data("rule", "The rule that refused.")
    data: JSON | None = _data("data", "What the rule adds for programs.")


@object_type(public=True, row=InsufficientBalanceRow, for_member=True)
class InsufficientBalance(UserError):
    """The account holds less than this takes."""

    available: Decimal = _data("available", "What can be spent now, credit included.")
    required: Decimal = _data("required", "What was asked for.")


@object_type(public=True, row=CapExceededRow, for_member=True)
class CapExceeded(UserError):
    """A cap allows less than was asked for."""

    most: Decimal = _data("most", "The most that the cap allows.")


@object_type(public=True, row=ExhaustedRow, for_member=True)
class Exhausted(UserError):
    """A stock, quota or budget has less left than this takes."""

    left: Decimal = _data("left", "What is left.")
    resets_at: DateTime | None = _data("resetsAt", "When it is filled again; null if never.")


@object_type(public=True, row=NotEligibleRow, for_member=True)
class NotEligible(UserError):
    """The member does not meet what this asks for."""

    missing: Annotated["Clause", strawberry.lazy("headless.schema.types.members.clauses")] | None = _data(
        "missing", "What is still missing."
    )
    opens_at: DateTime | None = _data("opensAt", "When it opens for this member, if it will.")


@object_type(public=True, row=KeyConflictRow, for_member=True)
class KeyConflict(UserError):
    """The same idempotency key was used before for another request."""

    key: str = _data("key", "The key.")


@object_type(public=True, row=StaleVersionRow, for_member=True)
class StaleVersion(UserError):
    """Another request saved a newer version in between."""

    version: int = _data("version", "The newest version: read it, merge, save again.")


ERROR_TYPES = (Problem, Refused, InsufficientBalance, CapExceeded, Exhausted, NotEligible, KeyConflict, StaleVersion)
