"""What Prometheus asks of a worker: what waits in each queue and since when, what was given up, budgets, and what failed."""

import asyncio
import math
import os

from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics

from headless.errors import StorageError
from headless.logs import get_logger
from headless.models.tables.work.backlog import backlogs
from headless.services.kernel.kernel import Kernel
from headless.services.worker.budgets import BudgetName, Budgets, read_budgets
from headless.services.worker.database_metrics import DatabaseMetrics

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
REFRESH_SECONDS = 15.0
log = get_logger(__name__)


class WorkerMetrics:
    """The series of one worker. Every worker sees the same queues, so the newest values stand for all processes.

    database: the series of its connections, None if the process keeps them elsewhere.
    """

    def __init__(self, registry: CollectorRegistry, database: DatabaseMetrics | None = None) -> None:
        self._database = database
        self._waiting = _gauge(registry, "waiting", "Items that wait in a queue.")
        self._oldest = _gauge(registry, "oldest_seconds", "For how long the first item of a queue has waited.")
        self._given_up = _gauge(registry, "given_up", "Items of a queue that were given up.")
        self._left = _budget_gauge(registry, "left", "What is left of a partner's budget for all members.")
        self._amount = _budget_gauge(registry, "amount", "All of a partner's budget for all members.")
        self._unlisted = _newest_gauge(
            registry, "headless_budgets_unlisted", "Budgets that have no series of their own."
        )
        self._listed: set[BudgetName] = set()
        self._failures = Counter(
            "headless_worker_failures_total",
            "Turns of merchants and rounds of a worker that failed and are tried again.",
            registry=registry,
        )

    def failed(self) -> None:
        """Count a failed turn."""
        self._failures.inc()

    async def refresh(self, kernel: Kernel) -> None:
        """Read the queues and the budgets.

        Raises:
            StorageError: the database does not answer.
        """
        if self._database is not None:
            self._database.refresh(kernel.db)
        now = kernel.clock.now_us()
        async with kernel.db.read() as session:
            waiting, given_up = await backlogs(session, now)
        for backlog in waiting:
            self._waiting.labels(backlog.queue).set(backlog.waiting)
            self._oldest.labels(backlog.queue).set(max(0, now - (backlog.oldest_at or now)) / 1e6)
        for stopped in given_up:
            self._given_up.labels(stopped.queue).set(stopped.items)
        self._show(await read_budgets(kernel))

    def _show(self, budgets: Budgets) -> None:
        for name, level in budgets.levels.items():
            self._left.labels(*name).set(level.left)
            self._amount.labels(*name).set(level.amount)
        for gone in self._listed - budgets.levels.keys():
            for gauge in (self._left, self._amount):
                _forget(gauge, gone)
        self._listed = set(budgets.levels)
        self._unlisted.set(budgets.unlisted)

    async def keep_fresh(self, kernel: Kernel) -> None:
        """Read the queues again and again until cancelled."""
        while True:
            try:
                await self.refresh(kernel)
            except StorageError as error:
                log.warning("the queues could not be counted", error=error.message)
            except Exception:
                log.exception("the queues could not be counted; they are after a pause")
            await asyncio.sleep(REFRESH_SECONDS)


def new_registry() -> CollectorRegistry:
    """Return an empty registry. Counters have no second series for the moment at which they began."""
    disable_created_metrics()
    return CollectorRegistry()


def _gauge(registry: CollectorRegistry, name: str, description: str) -> Gauge:
    return _newest_gauge(registry, f"headless_queue_{name}", description, "queue")


def _budget_gauge(registry: CollectorRegistry, name: str, description: str) -> Gauge:
    return _newest_gauge(registry, f"headless_budget_{name}", description, *BudgetName._fields)


def _newest_gauge(registry: CollectorRegistry, name: str, description: str, *labels: str) -> Gauge:
    return Gauge(name, description, labels, registry=registry, multiprocess_mode="livemostrecent")


def _forget(gauge: Gauge, labels: BudgetName) -> None:
    """End a series. Those that several processes share cannot be removed: it has no number from now on."""
    if os.environ.get(FOLDER):
        gauge.labels(*labels).set(math.nan)
    else:
        gauge.remove(*labels)
