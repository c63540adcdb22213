"""The inside of a shop for tests: a kernel over a database in memory, one sandbox merchant, and a clock that moves when told."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Self

from headless.clock import FixedClock
from headless.config import Settings
from headless.engine.evaluation.condition_sources import condition_of_job
from headless.engine.program.program import Program
from headless.engine.program.schedules import RunTimes
from headless.engine.values.zones import Zone
from headless.ids import EPOCH_MS, Ids
from headless.kit.documents import save_all
from headless.kit.listening import Ear, ListeningSettler
from headless.kit.storage import Storage
from headless.models.database.database import Database
from headless.models.tables.configuration.merchants import MerchantRow, advance_clock
from headless.models.tables.work.schedules import Planned, drop_schedules, plan_schedules, planned_documents
from headless.plugins.conformance.moments import FIRST_DAY, instant_of
from headless.plugins.loading.registry import Registry
from headless.plugins.testing.inside import Given
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Cursors
from headless.resolvers.reading.nodes import NodeLoaders
from headless.services.configuration.merchants import create_merchant
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.principals import Principal, system
from headless.services.plugin_runs.observers import run_observers
from headless.services.plugin_runs.outbox import run_outbox
from headless.services.rejudging.due_work import run_due
from headless.services.rejudging.sweeps import run_sweeps
from headless.services.scheduling.clocks import advance
from headless.services.scheduling.schedules import run_schedules
from headless.services.worker.worker import work_once

SLUG = "shop"
SECRET = "the secret key of shops that exist for the length of a test"
MOST_TURNS = 1_000
JOB = "job:"


@dataclass(slots=True)
class World:
    """One shop's server. `judged_at`: the moment up to which members' due work was done."""

    kernel: Kernel
    clock: FixedClock
    principal: Principal
    merchant: MerchantRow
    ear: Ear
    stack: AsyncExitStack
    cursors: Cursors = field(default_factory=lambda: Cursors(SECRET))
    judged_at: int = 0

    @classmethod
    async def open(cls, registry: Registry, storage: Storage, given: Given) -> Self:
        """Make a shop. Raise Invalid for a wrong document or for settings that do not fit."""
        stack = AsyncExitStack()
        try:
            return await cls._opened(registry, storage, given, stack)
        except BaseException:
            await stack.aclose()
            raise

    @classmethod
    async def _opened(cls, registry: Registry, storage: Storage, given: Given, stack: AsyncExitStack) -> Self:
        await storage.make()
        models = [table.model for _, table in registry.tables.values()]
        database = await stack.enter_async_context(Database.open(storage.url, more=models))
        settings = Settings(
            database_url=storage.url, secret_key=SECRET, plugins=(), worker=False, member_rate=0, partner_rate=0
        )
        clock, ear = FixedClock(instant_of(Zone(given.time_zone), FIRST_DAY)), Ear()
        # ids and seeds that are the same in each run, and so are draws
        numbers = count(1)
        kernel = replace(
            build_kernel(database, registry, clock, settings, clock),
            ids=Ids(lambda: EPOCH_MS * 1_000, node=1),
            settler=partial(ListeningSettler, ear=ear),
            seeding=lambda size: next(numbers).to_bytes(size).hex(),
        )
        merchant = await create_merchant(
            kernel, SLUG, currency=given.currency, time_zone=given.time_zone, sandbox=True, clock_at=clock.now_us()
        )
        principal = system(merchant.id, merchant.slug, "test")
        await save_all(kernel, principal, given)
        world = cls(kernel, clock, principal, merchant, ear, stack, judged_at=clock.now_us())
        await run_sweeps(kernel, merchant.id)
        await world.program()
        return world

    @property
    def now(self) -> int:
        """The shop's present, in microseconds."""
        return self.clock.now_us()

    @property
    def zone(self) -> Zone:
        """The shop's time zone."""
        return Zone(self.merchant.time_zone)

    async def program(self) -> Program:
        """Return the shop's configuration as it is now, and take note of its merchant."""
        async with self.kernel.db.read() as session:
            self.merchant = await self.kernel.programs.merchant(session, self.principal.merchant_id)
            return await self.kernel.programs.of(session, self.merchant)

    async def context(self) -> ReadContext:
        """Return what one operation of the merchant reads with, with all done that was due for members."""
        await self.catch_up()
        ctx = await ReadContext.open(self.kernel, self.principal, self.cursors, NodeLoaders({}))
        await ctx.refresh()
        return ctx

    # ── time

    async def move(self, to: int) -> None:
        """Let time pass until a later moment. What is due for members is done when they are next looked at."""
        if to <= self.now:
            return
        async with self.kernel.db.transaction() as session:
            await advance_clock(session, self.merchant.id, to)
        self.merchant = replace(self.merchant, clock_at=to)
        self.clock.set(to)

    async def catch_up(self) -> None:
        """Run what was due for members until the present."""
        if self.judged_at < self.now:
            self.judged_at = self.now
            await run_due(self.kernel, self.merchant, self.now, history=True)
            await self.tell_others()

    async def pass_time(self, to: int) -> None:
        """Let time pass until a later moment, with all that falls due, each piece at its own time.

        Jobs run at their times from the present on: time that only passed with events has passed without them. Raise any error of
        a job's condition, which a worker would only note.
        """
        program = await self.program()
        for job in program.jobs:
            condition_of_job(program, job)
        await self._without_jobs()
        await advance(self.kernel, self.principal, max(to, self.now), self._follow)
        self.clock.set(max(to, self.now))
        self.judged_at = self.now
        await self.program()
        await self.work()

    async def _follow(self, now: int) -> None:
        """Let follow what was run at a moment on the way."""
        self.clock.set(max(now, self.now))
        self.merchant = replace(self.merchant, clock_at=self.now)
        await self.tell_others()

    async def _without_jobs(self) -> None:
        async with self.kernel.db.transaction() as session:
            known = await planned_documents(session, self.merchant.id)
            await drop_schedules(session, self.merchant.id, [code for code in known if code.startswith(JOB)])

    async def run_job(self, name: str) -> None:
        """Run one job now, whenever its next time is. Raise any error of its condition."""
        program = await self.program()
        job = next(job for job in program.jobs if job.id == name)
        condition_of_job(program, job)
        await self._without_jobs()
        planned = Planned(f"{JOB}{job.name}", self.now, program.zone.day_of(self.now), str(RunTimes.of(job.declared)))
        async with self.kernel.db.transaction() as session:
            await plan_schedules(session, self.merchant.id, [planned])
        await run_schedules(self.kernel, self.merchant, self.now)

    # ── what the worker does

    async def work(self) -> None:
        """Run what the worker finds to do at this moment: retries, messages, observers and more."""
        for _ in range(MOST_TURNS):
            if not await work_once(self.kernel, told=True):
                return

    async def tell_others(self) -> None:
        """Record what rules derived for other members."""
        while self.ear.tells:
            self.ear.tells = False
            await run_outbox(self.kernel, self.merchant)

    async def deliver(self) -> int:
        """Deliver what waits in the outbox: events for other members, and what observers are told. Return how much that was."""
        done = await run_outbox(self.kernel, self.merchant)
        return done + await run_observers(self.kernel, self.merchant)

    async def close(self) -> None:
        """Close the database."""
        await self.stack.aclose()
