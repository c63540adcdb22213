"""What a caller can correct: rows of user errors, made from the engine's problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headless.engine.conditions.clauses import Clause
from headless.engine.conditions.redaction import visible
from headless.engine.values.problems import Problem, as_told
from headless.errors import Denied, HeadlessError, StorageError
from headless.resolvers.reading.context import ReadContext


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as a user error. Each form has a class of its own."""

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
    """Another request saved in between."""

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


def user_errors(ctx: ReadContext, problems: Problem | Sequence[Problem] | None) -> list[ProblemRow]:
    """Return the user errors of a problem, several or none, as far as the token may know what they tell."""
    if problems is None:
        return []
    listed = [problems] if isinstance(problems, Problem) else problems
    kinds = None if ctx.sight is None else ctx.sight.kinds
    return [
        FORMS.get(problem.form, ProblemRow)(problem.code, problem.message, problem.path or None, _data(ctx, problem))
        for problem in (as_told(problem, ctx.allows, kinds) for problem in listed)
    ]


def _data(ctx: ReadContext, problem: Problem) -> Mapping[str, Any]:
    """Return the fields of a problem. What a member misses of a condition shows the values that the token may read."""
    clause = problem.data.get("missing")
    if not isinstance(clause, Clause):
        return problem.data
    return {**problem.data, "missing": visible(clause, ctx.program.metrics, ctx.shows_values)}


def problem_of(error: HeadlessError) -> Problem:
    """Return what a use case raised as a problem for the caller. Raise the error itself if the caller cannot correct it."""
    if isinstance(error, Denied | StorageError):
        raise error
    path = tuple(str(part) for part in error.data.get("path", ()))
    return Problem("INVALID", error.code, error.message, path=path)
