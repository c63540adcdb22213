"""Back-tests are queued here and run by `running`. A back-test writes nothing but its own results."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.program.program import Program
from headless.engine.values.limits import BACKTEST_CHANGES
from headless.engine.values.problems import Problem, invalid
from headless.errors import HeadlessError
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.tables.work.backtests import queue_backtest
from headless.services.backtesting.candidates import changes_of, trial_of
from headless.services.backtesting.sealed_changes import sealed_changes
from headless.services.backtesting.stories import untracked
from headless.services.backtesting.tried_conditions import require_scopes
from headless.services.configuration.saving import problem_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

Json = Mapping[str, Any]
_ONE_CHANGE = Message("give either change, or up to {most} changes to be tried together", most=BACKTEST_CHANGES)
_NO_PERIOD = Message("since lies after until, or in the future; a back-test looks at what was recorded between them")


@dataclass(frozen=True, slots=True)
class Started:
    """The back-test that waits to be run, or why there is none."""

    id: int | None = None
    problem: Problem | None = None


async def start_backtest(
    kernel: Kernel,
    principal: Principal,
    change: Json | None = None,
    *,
    changes: Sequence[Json] = (),
    since: int | None = None,
    until: int | None = None,
    where: Json | None = None,
    gain_tags: Sequence[str] = (),
) -> Started:
    """Queue a back-test of changes that could be saved as they are, one after another. A worker runs it.

    change: one, changes: several; give one of the two. since, until: microseconds. If they are left out, from the first event up
    to now. where: only members who meet it now. gain_tags: tags that are a gain to those who get them.

    Raises:
        Denied: a condition tests what the principal may not read.
    """
    if (change is None) == (not changes) or len(changes) > BACKTEST_CHANGES:
        return Started(problem=invalid("ONE_CHANGE", _ONE_CHANGE, "changes"))
    # The changes as they will be read back: amounts as text.
    asked = json.loads(compact({"change": change} if change is not None else {"changes": changes}))
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
    require_scopes(principal, program.metrics, where)
    now = kernel.now(merchant)
    # What is recorded at this very moment counts: the clock of a sandbox stands still.
    ends = now + 1 if until is None else min(until, now + 1)
    if (since or 0) >= ends:
        return Started(problem=invalid("INVALID_PERIOD", _NO_PERIOD, "since"))
    problem = _unanswered(program, where)
    if problem is not None:
        return Started(problem=problem)
    tried = await trial_of(kernel, principal, changes_of(asked))
    if isinstance(tried, Problem):
        return Started(problem=_addressed(tried, is_one=change is not None))
    require_scopes(principal, tried.metrics, changes_of(asked))
    missing = sorted(set(gain_tags) - tried.tag_codes)
    if missing:
        message = Message("there is no tag {missing!r}, with the changes or without", missing=missing[0])
        return Started(problem=invalid("UNKNOWN_TAG", message, "gainTags"))
    id_ = kernel.ids.new()
    asked |= {"since": since or 0, "until": ends, "where": where, "gainTags": list(gain_tags)}
    async with kernel.db.transaction() as session:
        sealed = sealed_changes(kernel, principal.merchant_id, asked)
        await queue_backtest(session, principal.merchant_id, id_, sealed, kernel.clock.now_us(), principal.actor)
    return Started(id_)


def _unanswered(program: Program, where: Json | None) -> Problem | None:
    """Return the problem of a condition on members that SQL cannot answer, None if it can."""
    try:
        if where is not None and untracked(program, where):
            message = Message(
                "where tests totals that are not kept; test others, or save a tag with this condition first"
            )
            return invalid("NOT_TRACKED", message, "where")
    except HeadlessError as fault:
        problem = problem_of(fault)
        return invalid(problem.code, problem.message, "where", *problem.path)
    return None


def _addressed(problem: Problem, *, is_one: bool) -> Problem:
    """Return a problem of a trial with its path as the caller sees it: a single change has no number."""
    number, *rest = problem.path
    return replace(problem, path=("change", *rest) if is_one else ("changes", number, *rest))
