"""What is due by the merchant's clock apart from members' own work: plugins' jobs, and rankings. Safe with several workers."""

from functools import partial

from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.schedules import RunTimes, next_window_start
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow, lock_merchant
from headless.models.tables.members.populations import has_more_members
from headless.models.tables.work.schedules import (
    RANK,
    DueSchedule,
    claim_schedule,
    drop_schedule,
    end_ranking,
    lease_schedule,
    note_borders,
    set_schedule,
)
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.follow_up import is_planned, plan
from headless.services.rejudging.sweeps import SMALL
from headless.services.scheduling.jobs import Run, run_chunk
from headless.services.scheduling.rankings import Ranking, run_ranking
from headless.services.work.queues import RANKINGS
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

MOST_DAYS_LATE = 31
"""Days on which no worker ran are made up for, but no more than these."""


async def keep_planned(kernel: Kernel, merchant: MerchantRow) -> None:
    """Plan again if a plugin was upgraded, or if nothing was planned yet."""
    async with kernel.db.read() as session:
        planned = await is_planned(session, await kernel.programs.of(session, merchant))
    if planned:
        return
    async with kernel.db.transaction() as session:
        await lock_merchant(session, merchant.id)
        current = await kernel.programs.merchant(session, merchant.id)
        await plan(kernel, session, await kernel.programs.of(session, current), kernel.now(current))


async def run_schedules(kernel: Kernel, merchant: MerchantRow, until: int, chunks: int | None = None) -> int:
    """Run what is due up to a moment in at most `chunks` rounds, and return how many rounds found something."""
    return await work_off(partial(_round, kernel, merchant, until), chunks)


async def run_small_rankings(kernel: Kernel, merchant_id: int) -> None:
    """Rank at once if there are few members, so that the author of the change sees the result."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        if await has_more_members(session, merchant_id, SMALL):
            return
    while (await _round(kernel, merchant, kernel.now(merchant), RANK)).goes_on:
        pass


async def _round(kernel: Kernel, merchant: MerchantRow, until: int, prefix: str = "") -> Round:
    """Run a chunk of what is due first and not claimed by another worker."""
    async with kernel.db.transaction() as session:
        now = kernel.clock.now_us()
        due = await claim_schedule(session, merchant.id, until, now, prefix)
        if due is None:
            return NOTHING_DUE
        current = await kernel.programs.merchant(session, merchant.id)
        program = await kernel.programs.of(session, current)
        if due.code.startswith(RANK):
            await lease_schedule(session, merchant.id, due.code, RANKINGS.ends_at(now))
        else:
            await _run_job(kernel, session, current, program, due)
    if due.code.startswith(RANK):
        await _rank(kernel, current, program, due)
    return Round(1)


async def _run_job(kernel: Kernel, session: Session, merchant: MerchantRow, program: Program, due: DueSchedule) -> None:
    """Run a chunk of a job in this transaction, which holds its row."""
    job = next((job for job in program.jobs if f"job:{job.name}" == due.code), None)
    if job is None:
        await drop_schedule(session, merchant.id, due.code)
        return
    after_id = await run_chunk(Run(kernel, session, merchant, program, job, due.day, due.due_at, due.after_id))
    following = (
        _next_run(program, job, due, kernel.now(merchant)) if after_id is None else due._replace(after_id=after_id)
    )
    if following is None:
        await drop_schedule(session, merchant.id, due.code)
    else:
        await set_schedule(session, merchant.id, following)


def _next_run(program: Program, job: Active, due: DueSchedule, now: int) -> DueSchedule | None:
    """Return the next run of a job. Of several that were missed on one day, only the last is made up for."""
    zone, times = program.zone, RunTimes.of(job.declared)
    at = times.first(zone, max(due.due_at + 1, zone.start_of(zone.day_of(now) - MOST_DAYS_LATE)))
    while at is not None and at <= now:
        later = times.first(zone, at + 1)
        if later is None or later > now or zone.day_of(later) != zone.day_of(at):
            break
        at = later
    return None if at is None else DueSchedule(due.code, at, zone.day_of(at), 0)


async def _rank(kernel: Kernel, merchant: MerchantRow, program: Program, due: DueSchedule) -> None:
    """Run a ranking that this process has leased, and release it until its next window."""
    code = due.code.removeprefix(RANK)
    track, rule = program.tracks.get(code), program.voters.get(code)
    borders = None
    if track is not None and rule is not None:
        borders = await run_ranking(Ranking(kernel, merchant, program, track, rule, due.due_at))
    every = rule.declared.every if rule is not None else "1d"
    day = next_window_start(every, program.zone.day_of(max(due.due_at, kernel.now(merchant))))
    async with kernel.db.transaction() as session:
        if borders is not None:
            await note_borders(session, merchant.id, due.code, borders)
        await end_ranking(session, merchant.id, due, program.zone.start_of(day), day)
