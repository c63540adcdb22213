"""Jobs: an event for each member who meets a condition, looked for once a day by the merchant's clock, once in a window.

The event's identity is (engine, job:<plugin>.<id>:<member>:<first day of the window>), so that no second worker and no second run
records it twice.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from headless.engine.conditions.conditions import Condition
from headless.engine.evaluation.condition_sources import condition_of_job
from headless.engine.evaluation.runner import describe
from headless.engine.handlers.admission import CLOSED_MEMBER
from headless.engine.member.journal import Strike
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.schedules import window_start
from headless.logs import get_logger
from headless.models.base.session import Session
from headless.models.conditions.conditions import compile_sql
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.configuration.plugin_health import add_strike
from headless.models.tables.members.populations import EngineEvent, next_members_without_event
from headless.services.intake.acceptance import EventInput
from headless.services.intake.mutations import settle_inputs
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import system
from headless.services.settling.decision_loop import Batch

CHUNK = 500
ENGINE = "engine"
_GONE = CLOSED_MEMBER | {"UNKNOWN_MEMBER"}
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """One chunk of a job's run for a local day, in a transaction that holds its row."""

    kernel: Kernel
    session: Session
    merchant: MerchantRow
    program: Program
    job: Active
    day: int
    due_at: int
    after_id: int


async def run_chunk(run: Run) -> int | None:
    """Record the events of the next members. Return the last one's id, None if there are no more."""
    try:
        condition = condition_of_job(run.program, run.job)
    except (Exception, SystemExit, KeyboardInterrupt) as fault:
        await _failed(run, describe(fault))
        return None
    ids = await _members(run, condition)
    if ids:
        await _record(run, ids)
    return ids[-1] if len(ids) == CHUNK else None


async def _members(run: Run, condition: Condition) -> list[int]:
    """Return the next members who meet the condition on that day, and have not got their event in this window."""
    event = EngineEvent(f"job:{run.job.name}:", f":{_window(run)}")
    sql, values = compile_sql(condition, run.program, run.session.dialect, run.day, 7, run.due_at)
    return await next_members_without_event(run.session, run.merchant.id, run.after_id, CHUNK, event, sql, values)


async def _record(run: Run, ids: list[int]) -> None:
    job: Any = run.job.declared
    principal = system(run.merchant.id, run.merchant.slug, f"job {run.job.name}")
    inputs = [
        EventInput(
            job.emit, {}, None, ENGINE, f"job:{run.job.name}:{id_}:{_window(run)}", run.due_at, member_id=id_,
            actor=principal.actor,
        )
        for id_ in ids
    ]  # fmt: skip
    batch = Batch(run.kernel, run.session, run.merchant, run.program, run.kernel.now(run.merchant))
    await _note(run, await settle_inputs(batch, principal, inputs))


async def _note(run: Run, recorded: list[Recorded]) -> None:
    """Count a strike if an event is invalid, which is the job's fault. One that a rule refused is not.

    Nor is it the job's fault that a member closed or was merged while it looked for members.
    """
    problems = (answer.problem for answer in recorded if answer.outcome == "INVALID")
    problem = next((problem for problem in problems if problem and problem.code not in _GONE), None)
    if problem is not None:
        await _failed(run, f"{problem.code}: {problem.message}")


async def _failed(run: Run, error: str) -> None:
    day = date.fromordinal(run.day).isoformat()
    log.warning("a job failed", merchant=run.merchant.slug, job=run.job.name, day=str(day), error=error)
    strike = Strike(failures=1, error=error)
    await add_strike(
        run.session, run.merchant.id, run.job.plugin, f"job:{run.job.id}", strike, run.kernel.now(run.merchant)
    )


def _window(run: Run) -> str:
    return date.fromordinal(window_start(run.job.declared.once, run.day)).isoformat()
