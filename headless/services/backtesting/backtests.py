"""Back-tests are queued here and run by `running`. A back-test writes nothing but its own results."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.values.problems import Problem, invalid
from headless.errors import HeadlessError
from headless.models.base.mapping import compact
from headless.models.tables.work.backtests import queue_backtest
from headless.services.backtesting.candidates import trial_of
from headless.services.backtesting.stories import untracked
from headless.services.configuration.saving import problem_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Started:
    """The back-test that waits to be run, or why there is none."""

    id: int | None = None
    problem: Problem | None = None


async def start_backtest(
    kernel: Kernel,
    principal: Principal,
    change: Json,
    *,
    since: int | None = None,
    until: int | None = None,
    where: Json | None = None,
) -> Started:
    """Queue a back-test of a change that could be saved as it is. A worker runs it.

    since, until: microseconds. If they are left out, from the first event up to now. where: only members who meet it now.
    """
    # The change as it will be read back: amounts as text.
    change = json.loads(compact(change))
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
    now = kernel.now(merchant)
    # What is recorded at this very moment counts: the clock of a sandbox stands still.
    ends = now + 1 if until is None else min(until, now + 1)
    if (since or 0) >= ends:
        message = "since lies after until, or in the future; a back-test looks at what was recorded between them"
        return Started(problem=invalid("INVALID_PERIOD", message, "since"))
    try:
        if where is not None and untracked(program, where):
            message = "where tests totals that are not kept; test others, or save a tag with this condition first"
            return Started(problem=invalid("NOT_TRACKED", message, "where"))
    except HeadlessError as fault:
        problem = problem_of(fault)
        return Started(problem=invalid(problem.code, problem.message, "where", *problem.path))
    tried = await trial_of(kernel, principal, change)
    if isinstance(tried, Problem):
        return Started(problem=tried)
    id_ = kernel.ids.new()
    asked = {"change": change, "since": since or 0, "until": ends, "where": where}
    async with kernel.db.transaction() as session:
        await queue_backtest(session, principal.merchant_id, id_, asked, kernel.clock.now_us(), principal.actor)
    return Started(id_)
