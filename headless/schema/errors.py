"""What a caller can mend: typed user errors, made from the engine's problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from headless.engine.problems import Problem as EngineProblem
from headless.schema.fields import interface_type, object_type, value
from headless.schema.scalars import JSON, DateTime

if TYPE_CHECKING:
    from headless.schema.clauses import Clause


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as a user error; each form has a class of its own."""

    code: str
    message: str
    path: tuple[str, ...] | None
    data: Mapping[str, Any] = field(default_factory=dict)


class RefusedRow(ProblemRow):
    """A rule refused."""

    __slots__ = ()


class InsufficientBalanceRow(ProblemRow):
    """Too little is there."""

    __slots__ = ()


class CapExceededRow(ProblemRow):
    """More than a cap allows."""

    __slots__ = ()


class ExhaustedRow(ProblemRow):
    """A stock or budget is used up."""

    __slots__ = ()


class NotEligibleRow(ProblemRow):
    """The member does not meet a condition."""

    __slots__ = ()


class KeyConflictRow(ProblemRow):
    """The key was used for something else."""

    __slots__ = ()


class StaleVersionRow(ProblemRow):
    """Somebody else saved in between."""

    __slots__ = ()


FORMS: Mapping[str, type[ProblemRow]] = {
    "Problem": ProblemRow,
    "Refused": RefusedRow,
    "InsufficientBalance": InsufficientBalanceRow,
    "CapExceeded": CapExceededRow,
    "Exhausted": ExhaustedRow,
    "NotEligible": NotEligibleRow,
    "KeyConflict": KeyConflictRow,
    "StaleVersion": StaleVersionRow,
}


def user_errors(problems: EngineProblem | Sequence[EngineProblem] | None) -> list[ProblemRow]:
    """The user errors of a problem, several or none."""
    if problems is None:
        return []
    listed = [problems] if isinstance(problems, EngineProblem) else problems
    return [FORMS.get(each.form, ProblemRow)(each.code, each.message, each.path or None, each.data) for each in listed]


def _data(name: str, description: str) -> Any:
    return value(description, read=lambda row: row.data.get(name))


@interface_type
class UserError:
    """Something the caller can mend."""

    code: str = value("Stable, for programs: branch on it.")
    message: str = value("What was found and what to do, for people.")
    path: list[str] | None = value("Which part of the input it is about.")


@object_type(public=True, row=ProblemRow)
class Problem(UserError):
    """A user error that needs no fields of its own."""


@object_type(public=True, row=RefusedRow)
class Refused(UserError):
    """A rule refused the request."""

    rule: str = _data("rule", "The rule that refused.")
    data: JSON | None = _data("data", "What the rule adds for programs.")


@object_type(public=True, row=InsufficientBalanceRow)
class InsufficientBalance(UserError):
    """The account holds less than this takes."""

    available: Decimal = _data("available", "What can be spent now, credit included.")
    required: Decimal = _data("required", "What was asked for.")


@object_type(public=True, row=CapExceededRow)
class CapExceeded(UserError):
    """A cap allows less than was asked for."""

    most: Decimal = _data("most", "The most that the cap allows.")


@object_type(public=True, row=ExhaustedRow)
class Exhausted(UserError):
    """A stock, quota or budget has less left than this takes."""

    left: Decimal = _data("left", "What is left.")
    resets_at: DateTime | None = _data("resetsAt", "When it is filled again; null if never.")


@object_type(public=True, row=NotEligibleRow)
class NotEligible(UserError):
    """The member does not meet what this asks for."""

    missing: Annotated["Clause", strawberry.lazy("headless.schema.clauses")] | None = _data(
        "missing", "What is still missing."
    )
    opens_at: DateTime | None = _data("opensAt", "When it opens for this member, if it will.")


@object_type(public=True, row=KeyConflictRow)
class KeyConflict(UserError):
    """The same idempotency key was used before for another request."""

    key: str = _data("key", "The key.")


@object_type(public=True, row=StaleVersionRow)
class StaleVersion(UserError):
    """Somebody else saved a newer version in between."""

    version: int = _data("version", "The newest version: read it, merge, save again.")


ERROR_TYPES = (Problem, Refused, InsufficientBalance, CapExceeded, Exhausted, NotEligible, KeyConflict, StaleVersion)
