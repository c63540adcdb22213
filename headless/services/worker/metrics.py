"""What Prometheus asks of a worker: how much waits in each queue and since when, what was given up, and what failed."""

import asyncio

from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics

from headless.errors import StorageError
from headless.logs import get_logger
from headless.models.tables.work.backlog import backlogs
from headless.services.kernel.kernel import Kernel

REFRESH_SECONDS = 15.0
log = get_logger(__name__)


class WorkerMetrics:
    """The series of one worker. Every worker sees the same queues, so the newest values stand for all processes."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._waiting = _gauge(registry, "waiting", "Items that wait in a queue.")
        self._oldest = _gauge(registry, "oldest_seconds", "For how long the first item of a queue has waited.")
        self._given_up = _gauge(registry, "given_up", "Items of a queue that were given up.")
        self._failures = Counter(
            "headless_worker_failures_total",
            "Turns of merchants and rounds of a worker that failed and are tried again.",
            registry=registry,
        )

    def failed(self) -> None:
        """Count a failed turn."""
        self._failures.inc()

    async def refresh(self, kernel: Kernel) -> None:
        """Read the queues.

        Raises:
            StorageError: the database does not answer.
        """
        now = kernel.clock.now_us()
        async with kernel.db.read() as session:
            waiting, given_up = await backlogs(session, now)
        for backlog in waiting:
            self._waiting.labels(backlog.queue).set(backlog.waiting)
            self._oldest.labels(backlog.queue).set(max(0, now - (backlog.oldest_at or now)) / 1e6)
        for stopped in given_up:
            self._given_up.labels(stopped.queue).set(stopped.items)

    async def keep_fresh(self, kernel: Kernel) -> None:
        """Read the queues again and again until cancelled."""
        while True:
            try:
                await self.refresh(kernel)
            except StorageError as error:
                log.warning("the queues could not be counted", error=error.message)
            await asyncio.sleep(REFRESH_SECONDS)


def new_registry() -> CollectorRegistry:
    """Return an empty registry. Counters have no second series for the moment at which they began."""
    disable_created_metrics()
    return CollectorRegistry()


def _gauge(registry: CollectorRegistry, name: str, description: str) -> Gauge:
    return Gauge(
        f"headless_queue_{name}", description, ["queue"], registry=registry, multiprocess_mode="livemostrecent"
    )
