"""Running back-tests: one after another in this process, each on all processors, with percent done and a heartbeat.

What runs belongs to a process: when its heart has stopped, the back-test has failed, and says so.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from headless.engine.backtest.backtest import Bench, Portion
from headless.engine.values.problems import Problem
from headless.models.base.session import Record
from headless.plugins.loading.registry import Registry
from headless.services.backtesting.backtests import MEMBERS, BacktestView, Status, backtests_by_id
from headless.services.backtesting.candidates import Trial, trial_of
from headless.services.backtesting.results import member_rows, results_of
from headless.services.backtesting.sharing import Folded, Task, fold_here, fold_on_all, loaded
from headless.services.backtesting.stories import Members, count_events, shares
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.services.settling.writing import compact

SMALL_EVENTS = 20_000
BEAT_SECONDS = 10.0
LOST_AFTER_US = 60_000_000
PAUSE_SECONDS = 1.0
TOLD_SECONDS = 0.5
STOPPED = "the process that ran it was stopped; start it again"
LOST = "the process that ran it ended before it was done; start it again"
_OPEN = "SELECT merchant_id, id FROM backtest WHERE status = 0 ORDER BY id LIMIT 1"
_CLAIM = "UPDATE backtest SET status = 1, beat_at = $3 WHERE merchant_id = $1 AND id = $2 AND status = 0"
_BEAT = "UPDATE backtest SET beat_at = $3 WHERE merchant_id = $1 AND id = $2 AND status = 1"
_TELL = "UPDATE backtest SET percent = $3, beat_at = $4 WHERE merchant_id = $1 AND id = $2 AND status = 1"
_DONE = """UPDATE backtest SET status = 2, percent = 100, gained = $3, lost = $4, unchanged = $5, results = $6, done_at = $7
WHERE merchant_id = $1 AND id = $2 AND status = 1"""
_FAILED = "UPDATE backtest SET status = 3, error = $3, done_at = $4 WHERE merchant_id = $1 AND id = $2 AND status = 1"
_LOST = "UPDATE backtest SET status = 3, error = $2, done_at = $1 WHERE status = 1 AND beat_at < $3"
Tell = Callable[[int, int], None]
"""Told how many of how many events are done."""
_MEMBER_COLUMNS = ("merchant_id", "backtest_id", "member_id", "direction", "document")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Run:
    """One back-test that this process has taken on."""

    kernel: Kernel
    merchant_id: int
    slug: str
    asked: BacktestView
    processes: int
    tell: Tell


class _Failed(Exception):
    """It cannot be run, for a reason that its caller should read."""


async def run_queued(kernel: Kernel, processes: int | None = None) -> int:
    """Run all back-tests that wait, one after another; how many were run. processes: all processors if not given."""
    await _give_up_lost(kernel)
    done = 0
    while (claimed := await _claim(kernel)) is not None:
        await _run_claimed(kernel, *claimed, processes, _nobody)
        done += 1
    return done


async def run_now(kernel: Kernel, merchant_id: int, id_: int, tell: Tell, processes: int | None = None) -> BacktestView:
    """Run one that waits, whatever else does; as it is afterwards. Somebody else may have taken it on: then it runs there."""
    if await _write(kernel, _CLAIM, merchant_id, id_, kernel.clock.now_us()):
        await _run_claimed(kernel, merchant_id, id_, processes, tell)
    while True:
        async with kernel.db.read() as session:
            found = (await backtests_by_id(session, merchant_id, [id_]))[id_]
        if found.status in (Status.DONE, Status.FAILED):
            return found
        tell(found.percent, 100)
        await asyncio.sleep(PAUSE_SECONDS)


def _nobody(done: int, total: int) -> None:
    pass


async def _run_claimed(kernel: Kernel, merchant_id: int, id_: int, processes: int | None, tell: Tell) -> None:
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        asked = (await backtests_by_id(session, merchant_id, [id_]))[id_]
    await _run_guarded(_Run(kernel, merchant.id, merchant.slug, asked, processes or os.cpu_count() or 1, tell))


async def run_backtests(kernel: Kernel, stop: asyncio.Event) -> None:
    """Run whatever is queued until told to stop; what runs then has failed."""
    running = asyncio.create_task(_for_ever(kernel))
    try:
        await stop.wait()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _for_ever(kernel: Kernel) -> None:
    while True:
        try:
            await run_queued(kernel)
        except Exception:
            log.exception("back-tests cannot be run; trying again after a pause")
        await asyncio.sleep(PAUSE_SECONDS)


async def _claim(kernel: Kernel) -> tuple[int, int] | None:
    while True:
        async with kernel.db.read() as session:
            row: Record | None = await session.fetch_one(_OPEN)
        if row is None:
            return None
        async with kernel.db.transaction() as session:
            if await session.execute(_CLAIM, row[0], row[1], kernel.clock.now_us()):
                return row[0], row[1]


async def _give_up_lost(kernel: Kernel) -> None:
    now = kernel.clock.now_us()
    async with kernel.db.read() as session:
        lost = await session.fetch("SELECT id FROM backtest WHERE status = 1 AND beat_at < $1", now - LOST_AFTER_US)
    if lost:
        await _write(kernel, _LOST, now, LOST, now - LOST_AFTER_US)


async def _run_guarded(run: _Run) -> None:
    key = run.merchant_id, run.asked.id
    try:
        async with _beating(run):
            await _run(run)
    except asyncio.CancelledError:
        await _write(run.kernel, _FAILED, *key, STOPPED, run.kernel.clock.now_us())
        raise
    except _Failed as fault:
        await _write(run.kernel, _FAILED, *key, str(fault), run.kernel.clock.now_us())
    except Exception as fault:
        log.exception("back-test %s of merchant %s", run.asked.id, run.slug)
        error = f"{type(fault).__name__}: {fault}"
        await _write(run.kernel, _FAILED, *key, error, run.kernel.clock.now_us())


async def _run(run: _Run) -> None:
    kernel, asked = run.kernel, run.asked.asked
    started = time.monotonic()
    trial = await trial_of(kernel, system(run.merchant_id, run.slug, run.asked.created_by), asked["change"])
    if isinstance(trial, Problem):
        raise _Failed(f"the change cannot be saved any more: {trial.message}")
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, run.merchant_id)
        program = await kernel.programs.of(session, merchant)
    members = Members(program, asked["where"], kernel.now(merchant), asked["until"])
    total = await count_events(kernel.db, members)
    task = Task(trial.live, trial.candidate, asked["since"], asked["until"], loaded(kernel.registry))
    bench = task.bench(kernel.registry)
    portion = await _gather(run, _folded(run, task, bench, members, total), total)
    await _finish(run, trial, bench, portion, time.monotonic() - started)


def _folded(run: _Run, task: Task, bench: Bench, members: Members, total: int) -> Folded:
    found = shares(run.kernel.db, members)
    if run.processes > 1 and total > SMALL_EVENTS and _can_share(run.kernel.registry, task):
        return fold_on_all(task, found, run.processes)
    return fold_here(bench, found)


def _can_share(registry: Registry, task: Task) -> bool:
    """Whether another process would find the same plugins: those that are installed, not those that were passed in."""
    return loaded(Registry.load([name for name, _ in task.plugins])) == loaded(registry)


async def _gather(run: _Run, folded: Folded, total: int) -> Portion:
    """Write the members as they come, and add up the rest."""
    found, done, told = Portion(), 0, time.monotonic()
    async with contextlib.aclosing(folded) as portions:  # type: ignore[type-var]
        async for portion, events in portions:
            rows = member_rows(run.merchant_id, run.asked.id, portion.differences)
            if rows:
                async with run.kernel.db.transaction() as session:
                    await session.insert(MEMBERS, _MEMBER_COLUMNS, rows)
            found.add(portion)
            done += events
            run.tell(done, total)
            if time.monotonic() - told >= TOLD_SECONDS:
                told = time.monotonic()
                percent = min(99, done * 100 // max(total, 1))
                key = run.merchant_id, run.asked.id
                await _write(run.kernel, _TELL, *key, percent, run.kernel.clock.now_us())
    return found


async def _finish(run: _Run, trial: Trial, bench: Bench, portion: Portion, seconds: float) -> None:
    results: Any = compact(results_of(trial, bench, portion, seconds))
    unchanged = portion.members - portion.gained - portion.lost
    counts = portion.gained, portion.lost, unchanged
    await _write(run.kernel, _DONE, run.merchant_id, run.asked.id, *counts, results, run.kernel.clock.now_us())


@asynccontextmanager
async def _beating(run: _Run) -> AsyncIterator[None]:
    task = asyncio.create_task(_beat(run))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _beat(run: _Run) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await _write(run.kernel, _BEAT, run.merchant_id, run.asked.id, run.kernel.clock.now_us())


async def _write(kernel: Kernel, sql: str, *args: Any) -> int:
    async with kernel.db.transaction() as session:
        return await session.execute(sql, *args)
