"""The worker: clock work that is due, sweeps, retries of failed rules, the outbox. Several may run at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headless.errors import HeadlessError
from headless.logs import bound_contextvars, get_logger
from headless.models.tables.configuration.merchants import MerchantRow, all_merchants
from headless.services.auditing.retention import expire_reads, expire_records
from headless.services.backtesting.running import run_backtests, run_queued
from headless.services.importing.clock_pause import is_importing
from headless.services.intake.retention import expire_guests
from headless.services.kernel.kernel import Kernel
from headless.services.lives.plugin_erasures import run_erasures
from headless.services.plugin_runs.observers import run_observers
from headless.services.plugin_runs.outbox import run_outbox
from headless.services.plugin_runs.plugin_health import pause_failing
from headless.services.plugin_runs.retries import run_retries
from headless.services.rejudging.due_work import run_due
from headless.services.rejudging.sweeps import run_sweeps
from headless.services.scheduling.budget_retention import forget_days
from headless.services.scheduling.coupon_jobs import run_coupon_jobs
from headless.services.scheduling.coupon_reminders import run_reminders
from headless.services.scheduling.schedules import keep_planned, run_schedules
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.running import deliver_due, run_webhooks

if TYPE_CHECKING:
    from headless.services.worker.metrics import WorkerMetrics

PAUSE_SECONDS = 1.0
CHUNKS_PER_TURN = 4
log = get_logger(__name__)


@dataclass(slots=True)
class Worked:
    """What a turn has done.

    due: members with clock work. judged: members re-evaluated. retried: rules that succeeded. delivered: messages. paused: rules.
    scheduled: chunks of jobs and reminders, and rankings. forgotten: events of guests who did not join, audit records too
    old to keep, what tokens read in an hour that is over, and what members were given on days long past. webhooks: deliveries
    that arrived. issued: chunks of members who were given coupons.
    """

    due: int = 0
    judged: int = 0
    retried: int = 0
    delivered: int = 0
    paused: int = 0
    scheduled: int = 0
    backtests: int = 0
    forgotten: int = 0
    webhooks: int = 0
    issued: int = 0

    def __bool__(self) -> bool:
        return self.sum() > 0

    def sum(self) -> int:
        """Return how much was done in all."""
        counts = (self.due, self.judged, self.retried, self.delivered, self.paused, self.scheduled)
        return sum((*counts, self.backtests, self.forgotten, self.webhooks, self.issued))


async def work_once(
    kernel: Kernel,
    *,
    chunks: int | None = None,
    metrics: "WorkerMetrics | None" = None,
    told: bool = False,
    courier: Courier | None = None,
) -> Worked:
    """Run all that is due now for every merchant, with at most `chunks` transactions of each sort for each of them.

    Back-tests and webhooks take long, so they are run only if there is no such limit, and webhooks if there is a courier. An
    internal error is raised once every merchant has had its turn. told: so is one of the database, which otherwise is only logged
    and tried again in the next turn.
    """
    total, fault = Worked(), None
    for merchant in await merchants(kernel):
        with bound_contextvars(merchant=merchant.slug):
            try:
                await _turn(kernel, merchant, total, chunks)
            except Exception as error:
                # The other merchants' work must go on. This one's is tried again next time.
                if told:
                    fault = fault or error
                    continue
                _note_failure("the worker could not finish a merchant's work", metrics)
                fault = fault or (None if isinstance(error, HeadlessError) else error)
    if chunks is None:
        total.backtests += await run_queued(kernel)
        total.webhooks += 0 if courier is None else await deliver_due(courier)
    if fault is not None:
        raise fault
    return total


async def _turn(kernel: Kernel, merchant: MerchantRow, total: Worked, chunks: int | None) -> None:
    """Run a merchant's work that is due, in a span if there are traces."""
    if kernel.tracing is None:
        await _work(kernel, merchant, total, chunks)
        return
    from headless.tracing.idle_turns import DONE, TURN

    before = total.sum()
    with kernel.tracing.span(TURN, {"headless.merchant": merchant.slug}) as span:
        try:
            await _work(kernel, merchant, total, chunks)
        finally:
            span.set_attribute(DONE, total.sum() - before)


async def _work(kernel: Kernel, merchant: MerchantRow, total: Worked, chunks: int | None) -> None:
    paused = await pause_failing(kernel, merchant)
    if paused:
        async with kernel.db.read() as session:
            merchant = await kernel.programs.merchant(session, merchant.id)
    total.paused += paused
    await keep_planned(kernel, merchant)
    total.judged += await run_sweeps(kernel, merchant.id, chunks)
    if not await is_importing(kernel, merchant.id):
        total.due += await run_due(kernel, merchant, kernel.now(merchant), history=merchant.sandbox, chunks=chunks)
        total.scheduled += await run_schedules(kernel, merchant, kernel.now(merchant), chunks)
        total.scheduled += await run_reminders(kernel, merchant, kernel.now(merchant), chunks)
    total.retried += await run_retries(kernel, merchant, chunks)
    total.delivered += await run_outbox(kernel, merchant, chunks)
    total.delivered += await run_observers(kernel, merchant, chunks)
    total.delivered += await run_erasures(kernel, merchant, chunks)
    total.forgotten += await expire_guests(kernel, merchant)
    total.forgotten += await expire_records(kernel, merchant)
    total.forgotten += await expire_reads(kernel, merchant)
    total.forgotten += await forget_days(kernel, merchant)
    total.issued += await run_coupon_jobs(kernel, merchant, chunks)


async def merchants(kernel: Kernel) -> list[MerchantRow]:
    """Return all merchants, oldest first."""
    async with kernel.db.read() as session:
        return await all_merchants(session)


async def run_worker(
    kernel: Kernel,
    stop: asyncio.Event,
    pause_seconds: float = PAUSE_SECONDS,
    metrics: "WorkerMetrics | None" = None,
    courier: Courier | None = None,
) -> None:
    """Run until told to stop, with a pause whenever nothing is due. Back-tests and webhooks run at the same time.

    courier: what delivers webhooks. Without one they wait for another process.
    """
    async with contextlib.AsyncExitStack() as meanwhile:
        if courier is not None:
            await meanwhile.enter_async_context(_meanwhile(run_webhooks(courier, stop)))
        await meanwhile.enter_async_context(_meanwhile(run_backtests(kernel, stop)))
        if metrics is not None:
            await meanwhile.enter_async_context(_meanwhile(metrics.keep_fresh(kernel)))
        await _work_on(kernel, stop, pause_seconds, metrics)


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run something at the same time, and cancel it at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _note_failure(message: str, metrics: "WorkerMetrics | None") -> None:
    log.exception(message)
    if metrics is not None:
        metrics.failed()


async def _work_on(kernel: Kernel, stop: asyncio.Event, pause_seconds: float, metrics: "WorkerMetrics | None") -> None:
    while not stop.is_set():
        try:
            busy = bool(await work_once(kernel, chunks=CHUNKS_PER_TURN, metrics=metrics))
        except Exception:
            _note_failure("the worker failed; it goes on after a pause", metrics)
            busy = False
        if not busy:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause_seconds)
