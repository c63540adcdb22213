"""Running back-tests: one after another in this process, each on all processors, with percent done.

A back-test belongs to the process that runs it, which extends its lease. If the lease ends, the back-test has failed.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from headless.engine.backtest.backtest import Bench, Portion
from headless.engine.texts.told import as_column
from headless.engine.texts.wording import in_every_language
from headless.engine.values.problems import Problem
from headless.logs import get_logger
from headless.messages import Message
from headless.models.tables.members.lives.erasing import count_erased
from headless.models.tables.work.backtests import (
    BacktestKey,
    BacktestStatus,
    BacktestView,
    add_members,
    backtests_by_id,
    claim_backtest,
    extend_backtest,
    fail_backtest,
    fail_lost,
    finish_backtest,
    has_lost,
    next_queued,
    write_percent,
)
from headless.plugins.loading.registry import Registry
from headless.services.backtesting.candidates import Trial, changes_of, trial_of
from headless.services.backtesting.results import results_of, touched_members
from headless.services.backtesting.sealed_changes import opened_changes
from headless.services.backtesting.sharing import Folded, Task, fold_here, fold_on_all, loaded
from headless.services.backtesting.stories import Members, count_events, shares
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.services.work.leases import extending
from headless.services.work.queues import BACKTESTS

SMALL_EVENTS = 20_000
PAUSE_SECONDS = 1.0
TOLD_SECONDS = 0.5
STOPPED = Message("the process that ran it was stopped; start it again")
LOST = Message("the process that ran it ended before it was done; start it again")
Tell = Callable[[int, int], None]
"""Called with how many of how many events are done."""
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Run:
    """One back-test that this process has taken on."""

    kernel: Kernel
    key: BacktestKey
    slug: str
    asked: BacktestView
    processes: int
    tell: Tell


class _Failed(Exception):
    """It cannot be run, for a reason that its caller should read."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


async def run_queued(kernel: Kernel, processes: int | None = None) -> int:
    """Run all back-tests that wait, one after another, and return how many were run.

    processes: as many as there are processors if it is None.
    """
    await _give_up_lost(kernel)
    done = 0
    while (key := await _claim(kernel)) is not None:
        await _run_claimed(kernel, key, processes, _silent)
        done += 1
    return done


async def run_now(kernel: Kernel, merchant_id: int, id_: int, tell: Tell, processes: int | None = None) -> BacktestView:
    """Run a back-test that waits, before all others, and return it as it is afterwards.

    If another process runs it already, wait for that.
    """
    key = BacktestKey(merchant_id, id_)
    async with kernel.db.transaction() as session:
        claimed = await claim_backtest(session, key, kernel.clock.now_us())
    if claimed:
        await _run_claimed(kernel, key, processes, tell)
    while True:
        async with kernel.db.read() as session:
            backtest = (await backtests_by_id(session, merchant_id, [id_]))[id_]
        if backtest.status in (BacktestStatus.DONE, BacktestStatus.FAILED):
            return backtest
        tell(backtest.percent, 100)
        await asyncio.sleep(PAUSE_SECONDS)


def _silent(done: int, total: int) -> None:
    pass


async def _run_claimed(kernel: Kernel, key: BacktestKey, processes: int | None, tell: Tell) -> None:
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, key.merchant_id)
        asked = (await backtests_by_id(session, key.merchant_id, [key.id]))[key.id]
    await _run_guarded(_Run(kernel, key, merchant.slug, asked, processes or os.cpu_count() or 1, tell))


async def run_backtests(kernel: Kernel, stop: asyncio.Event) -> None:
    """Run what is queued until told to stop. A back-test that is interrupted has failed."""
    running = asyncio.create_task(_run_always(kernel))
    try:
        await stop.wait()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _run_always(kernel: Kernel) -> None:
    while True:
        try:
            await run_queued(kernel)
        except Exception:
            log.exception("back-tests cannot be run; trying again after a pause")
        await asyncio.sleep(PAUSE_SECONDS)


async def _claim(kernel: Kernel) -> BacktestKey | None:
    while True:
        async with kernel.db.read() as session:
            key = await next_queued(session)
        if key is None:
            return None
        async with kernel.db.transaction() as session:
            if await claim_backtest(session, key, kernel.clock.now_us()):
                return key


async def _give_up_lost(kernel: Kernel) -> None:
    now = kernel.clock.now_us()
    before = BACKTESTS.lost_before(now)
    async with kernel.db.read() as session:
        lost = await has_lost(session, before)
    if lost:
        async with kernel.db.transaction() as session:
            await fail_lost(session, before, as_column(in_every_language(LOST)), now)


async def _run_guarded(run: _Run) -> None:
    try:
        async with extending(BACKTESTS, lambda: _write(run, extend_backtest)):
            await _run(run)
    except asyncio.CancelledError:
        await _write(run, fail_backtest, as_column(in_every_language(STOPPED)))
        raise
    except _Failed as fault:
        await _write(run, fail_backtest, as_column(in_every_language(fault.message)))
    except Exception as fault:
        log.exception("a back-test failed", merchant=run.slug, backtest=run.key.id)
        await _write(run, fail_backtest, f"{type(fault).__name__}: {fault}")


async def _run(run: _Run) -> None:
    kernel, asked = run.kernel, opened_changes(run.kernel, run.key.merchant_id, run.asked.asked)
    started = time.monotonic()
    principal = system(run.key.merchant_id, run.slug, run.asked.created_by)
    trial = await trial_of(kernel, principal, changes_of(asked))
    if isinstance(trial, Problem):
        raise _Failed(Message("the change cannot be saved any more: {problem}", problem=trial.message))
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, run.key.merchant_id)
        program = await kernel.programs.of(session, merchant)
    members = Members(program, asked["where"], kernel.now(merchant), asked["until"])
    total = await count_events(kernel.db, members)
    gain_tags = tuple(asked.get("gainTags", ()))
    task = Task(trial.live, trial.candidate, asked["since"], asked["until"], gain_tags, loaded(kernel.registry))
    bench = task.bench(kernel.registry)
    portion = await _gather(run, _folded(run, task, bench, members, total), total)
    await _finish(run, trial, bench, portion, time.monotonic() - started)


def _folded(run: _Run, task: Task, bench: Bench, members: Members, total: int) -> Folded:
    listed = shares(run.kernel.db, members)
    if run.processes > 1 and total > SMALL_EVENTS and _can_share(run.kernel.registry, task):
        return fold_on_all(task, listed, run.processes)
    return fold_here(bench, listed)


def _can_share(registry: Registry, task: Task) -> bool:
    """Return True if another process would load the same plugins, because all are installed and none was passed in."""
    return loaded(Registry.load([name for name, _ in task.plugins])) == loaded(registry)


async def _gather(run: _Run, folded: Folded, total: int) -> Portion:
    """Write the members as they come, and add up the rest."""
    whole, done, told = Portion(), 0, time.monotonic()
    async with contextlib.aclosing(folded) as portions:  # type: ignore[type-var]
        async for portion, events in portions:
            members = touched_members(portion.differences)
            if members:
                async with run.kernel.db.transaction() as session:
                    await add_members(session, run.key, members)
            whole.add(portion)
            done += events
            run.tell(done, total)
            if time.monotonic() - told >= TOLD_SECONDS:
                told = time.monotonic()
                await _write(run, write_percent, min(99, done * 100 // max(total, 1)))
    return whole


async def _finish(run: _Run, trial: Trial, bench: Bench, portion: Portion, seconds: float) -> None:
    async with run.kernel.db.read() as session:
        erased = await count_erased(session, run.key.merchant_id)
    results = results_of(trial, bench, portion, seconds, erased)
    unchanged = portion.members - portion.gained - portion.lost
    await _write(run, finish_backtest, portion.gained, portion.lost, unchanged, results)


async def _write(run: _Run, write: Callable[..., Awaitable[None]], *values: object) -> None:
    """Write to the run's row in a transaction of its own."""
    async with run.kernel.db.transaction() as session:
        await write(session, run.key, *values, run.kernel.clock.now_us())
