"""What is due by the merchant's clock beside members' own work: plugins' jobs, and rankings. Safe with several workers."""

from dataclasses import dataclass

from headless.engine.program.program import Program
from headless.engine.program.schedules import instant_of, next_window_start
from headless.models.base.session import Record, Session
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.programs import MerchantRow
from headless.services.rejudging.follow_up import is_planned, plan
from headless.services.rejudging.sweeps import SMALL
from headless.services.scheduling.jobs import Run, run_chunk
from headless.services.scheduling.rankings import Ranking, run_ranking

LEASE_US = 600_000_000
MOST_DAYS_LATE = 31
_DUE = """SELECT code, due_at, day, after_id FROM schedule WHERE merchant_id = $1 AND due_at <= $2
AND (leased_until IS NULL OR leased_until <= $3) AND code LIKE $4 ORDER BY due_at, code LIMIT 1 FOR UPDATE SKIP LOCKED"""
_SET = """UPDATE schedule SET due_at = $3, day = $4, after_id = $5, leased_until = $6
WHERE merchant_id = $1 AND code = $2"""
_ENDED = "UPDATE schedule SET due_at = $3, day = $4, leased_until = NULL WHERE merchant_id = $1 AND code = $2 AND due_at = $5"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking that this process has taken on."""

    code: str
    due_at: int


async def keep_planned(kernel: Kernel, merchant: MerchantRow) -> None:
    """Plan anew where a plugin was upgraded, or where nothing was planned yet."""
    async with kernel.db.read() as session:
        planned = await is_planned(session, await kernel.programs.of(session, merchant))
    if planned:
        return
    async with kernel.db.transaction() as session:
        await session.fetch("SELECT id FROM merchant WHERE id = $1 FOR UPDATE", merchant.id)
        current = await kernel.programs.merchant(session, merchant.id)
        await plan(kernel, session, await kernel.programs.of(session, current), kernel.now(current))


async def next_due(session: Session, merchant_id: int) -> int | None:
    """When the next job or ranking is due, in microseconds."""
    found: int | None = await session.fetch_value(
        "SELECT min(due_at) FROM schedule WHERE merchant_id = $1", merchant_id
    )
    return found


async def run_schedules(kernel: Kernel, merchant: MerchantRow, until: int, chunks: int | None = None) -> int:
    """Run what is due up to a moment, at most `chunks` transactions of jobs; how many runs or parts of them there were."""
    done = 0
    while chunks is None or done < chunks:
        if not await _run_one(kernel, merchant, until, "%"):
            break
        done += 1
    return done


async def run_small_rankings(kernel: Kernel, merchant_id: int) -> None:
    """Rank at once where there are few members, so that whoever saved the track sees the result."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        few = await session.fetch("SELECT 1 FROM member WHERE merchant_id = $1 LIMIT $2", merchant_id, SMALL + 1)
    while len(few) <= SMALL and await _run_one(kernel, merchant, kernel.now(merchant), "rank:%"):
        pass


async def _run_one(kernel: Kernel, merchant: MerchantRow, until: int, like: str) -> bool:
    """Run a chunk of what is due first; tells whether anything was due that nobody else is at."""
    async with kernel.db.transaction() as session:
        row = await session.fetch_one(_DUE, merchant.id, until, kernel.clock.now_us(), like)
        if row is None:
            return False
        current = await kernel.programs.merchant(session, merchant.id)
        program = await kernel.programs.of(session, current)
        taken = await _take(kernel, session, current, program, row)
    if taken is not None:
        await _rank(kernel, current, program, taken)
    return True


async def _take(
    kernel: Kernel, session: Session, merchant: MerchantRow, program: Program, row: Record
) -> Ranked | None:
    """Run a chunk of a job in this transaction; or lease a ranking, which takes many of its own."""
    code: str = row[0]
    if code.startswith("rank:"):
        sql = "UPDATE schedule SET leased_until = $3 WHERE merchant_id = $1 AND code = $2"
        await session.execute(sql, merchant.id, code, kernel.clock.now_us() + LEASE_US)
        return Ranked(code, row[1])
    job = next((each for each in program.jobs if f"job:{each.name}" == code), None)
    if job is None:
        await session.execute("DELETE FROM schedule WHERE merchant_id = $1 AND code = $2", merchant.id, code)
        return None
    after_id = await run_chunk(Run(kernel, session, merchant, program, job, row[2], row[1], row[3]))
    if after_id is not None:
        await session.execute(_SET, merchant.id, code, row[1], row[2], after_id, None)
        return None
    # Days that nobody worked are made up for, but not without end.
    day = max(row[2] + 1, program.zone.day_of(kernel.now(merchant)) - MOST_DAYS_LATE)
    due_at = instant_of(program.zone, day, job.declared.at)
    await session.execute(_SET, merchant.id, code, due_at, day, 0, None)
    return None


async def _rank(kernel: Kernel, merchant: MerchantRow, program: Program, taken: Ranked) -> None:
    code = taken.code.removeprefix("rank:")
    track, rule = program.tracks.get(code), program.voters.get(code)
    if track is not None and rule is not None:
        await run_ranking(Ranking(kernel, merchant, program, track, rule, taken.due_at))
    every = rule.declared.every if rule is not None else "1d"
    day = next_window_start(every, program.zone.day_of(max(taken.due_at, kernel.now(merchant))))
    async with kernel.db.transaction() as session:
        await session.execute(_ENDED, merchant.id, taken.code, program.zone.start_of(day), day, taken.due_at)
