"""Jobs: once a day, by the merchant's clock, an event for each member who meets a condition; once in a window.

The event's identity is (engine, job:<plugin>.<id>:<member>:<first day of the window>), so that no second worker and no second run
records it twice.
"""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from headless.engine.conditions.conditions import Condition
from headless.engine.evaluation.condition_sources import condition_of_job
from headless.engine.evaluation.runner import describe
from headless.engine.member.journal import Strike
from headless.engine.member.status import MemberStatus
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.schedules import window_start
from headless.models.base.session import Session
from headless.models.conditions.conditions import compile_sql
from headless.services.intake.acceptance import EventInput, Request, accept
from headless.services.intake.events import settle_batch
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import system
from headless.services.kernel.programs import MerchantRow
from headless.services.kernel.strikes import add_strike
from headless.services.settling.decision_loop import Batch

CHUNK = 500
ENGINE = "engine"
log = logging.getLogger(__name__)


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
    """Record the events of the next members; the last one's id, None where there are no more."""
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
    """The next members who meet the condition on that day, and have not got their event in this window."""
    key, start = f"job:{run.job.name}:", f":{_window(run)}"
    sql, values = compile_sql(condition, run.program, run.session.dialect, run.day, 6, run.due_at)
    sql = f"""SELECT m.id FROM member m WHERE m.merchant_id = $1 AND m.id > $2
AND m.status < {MemberStatus.CLOSED:d} AND m.merged_into IS NULL AND {sql}
AND NOT EXISTS (SELECT 1 FROM event e WHERE e.merchant_id = m.merchant_id AND e.source = '{ENGINE}'
  AND e.external_id = $3::text || m.id::text || $4::text AND e.status <> 2)
ORDER BY m.id LIMIT $5::bigint"""
    rows = await run.session.fetch(sql, run.merchant.id, run.after_id, key, start, CHUNK, *values)
    return [row[0] for row in rows]


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
    now = run.kernel.now(run.merchant)
    request = Request(principal, inputs, internal=True)
    candidates = await accept(run.kernel, run.session, run.program, [request], now)
    batch = Batch(run.kernel, run.session, run.merchant, run.program, now)
    await _note(run, await settle_batch(batch, candidates))


async def _note(run: Run, recorded: list[Recorded]) -> None:
    """An event that could never be recorded is the job's fault; one that a rule refused is not."""
    wrong = next((each.problem for each in recorded if each.outcome == "INVALID" and each.problem is not None), None)
    if wrong is not None:
        await _failed(run, f"{wrong.code}: {wrong.message}")


async def _failed(run: Run, error: str) -> None:
    day = date.fromordinal(run.day).isoformat()
    log.warning("merchant %s, job %s of %s: %s", run.merchant.slug, run.job.name, day, error)
    strike = Strike(failures=1, error=error)
    await add_strike(
        run.session, run.merchant.id, run.job.plugin, f"job:{run.job.id}", strike, run.kernel.now(run.merchant)
    )


def _window(run: Run) -> str:
    return date.fromordinal(window_start(run.job.declared.once, run.day)).isoformat()
