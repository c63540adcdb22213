"""What Prometheus asks of a server: requests, errors, latency, events and operations.

If PROMETHEUS_MULTIPROC_DIR names a folder, the processes of one server count into its files, and each of them answers for all.
"""

import os
import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from headless.schema.serving.execution import Prepared, Request
from headless.services.worker.database_metrics import DatabaseMetrics
from headless.services.worker.metrics import FOLDER, new_registry

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NAMED_MOST = 500
"""How many series of operations there are by name; further names are counted together."""
_LIVE_GAUGES = re.compile(r"gauge_live\w*_(\d+)\.db")


class Counts(Protocol):
    """What an API counts by itself: operations by executor, fields by the outcome of their fast path."""

    executors: Tally[str]
    fast_paths: Tally[tuple[str, str]]


class Metrics:
    """The series of one application."""

    def __init__(self) -> None:
        self.registry = new_registry()
        self._requests = self._counter("requests", "Requests by route, method and status.", "route", "method", "status")
        self._errors = self._counter("errors", "Errors in answers by code.", "code")
        self._events = self._counter("events", "Events sent by outcome.", "outcome")
        self._operations = self._counter("operations", "Operations by executor: levels, or library.", "executor")
        self._fast_paths = self._counter("fast_paths", "Fields by outcome of their fast path.", "field", "outcome")
        self._taken = self._counter("taken", "Identifiers of members that were told to be taken.", "identifier")
        self._limited = self._counter("rate_limited", "Requests refused by a rate limit, by whose it was.", "bearer")
        self._seconds = Histogram(
            "headless_request_seconds",
            "How long requests took.",
            ["route"],
            buckets=BOUNDS_SECONDS,
            registry=self.registry,
        )
        self._operation_seconds = Histogram(
            "headless_operation_seconds",
            "How long answers to GraphQL operations took.",
            ["door", "type", "operation"],
            buckets=BOUNDS_SECONDS,
            registry=self.registry,
        )
        self._connections = Gauge(
            "headless_connections",
            "Connections that are open for live answers.",
            ["door"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.database = DatabaseMetrics(self.registry)
        self._closed = self._counter("connections_closed", "WebSockets that the server closed, by code.", "code")
        # What is looked up here costs a third of asking `labels`, at each request.
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._answers: dict[tuple[str, str, str], Histogram] = {}
        self._taken_over: Tally[Any] = Tally()
        self.taken: Tally[str] = Tally()
        """How often an identifier was told to be taken, counted by the kernel."""
        self.limited: Tally[str] = Tally()
        """How often a rate limit refused a request, by kind of bearer, counted by the kernel."""

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request. `route` is a path we know, so that callers cannot make labels up."""
        series = self._series.get((route, method, status))
        if series is None:
            series = self._requests.labels(route, method, status), self._seconds.labels(route)
            self._series[route, method, status] = series
        series[0].inc()
        series[1].observe(seconds)

    def operation(self, prepared: Prepared, seconds: float) -> None:
        """Count an operation that was run. Only documents that the merchant trusts have a name: callers cannot make it up."""
        request, operation = prepared.request, prepared.operation
        name = operation.name.value if request.is_trusted and operation.name is not None else ""
        key = request.door, operation.operation.value, name
        series = self._answers.get(key)
        if series is None:
            if len(self._answers) >= NAMED_MOST:
                key = request.door, operation.operation.value, ""
            series = self._answers[key] = self._operation_seconds.labels(*key)
        series.observe(seconds)

    def answer(self, asked: Request, response: Mapping[str, Any]) -> None:
        """Count what an answer holds: events by outcome, errors by code."""
        if asked.tally:
            self.events(asked.tally)
        if "errors" in response:
            self.failure(response["errors"])

    def failure(self, errors: Iterable[Mapping[str, Any]]) -> None:
        """Count the errors of a response by their code."""
        for error in errors:
            self._errors.labels(error["extensions"]["code"]).inc()

    @contextmanager
    def connection(self, door: str) -> Iterator[None]:
        """Count a connection as open for as long as this lasts."""
        gauge = self._connections.labels(door)
        gauge.inc()
        try:
            yield
        finally:
            gauge.dec()

    def closed(self, code: int) -> None:
        """Count a WebSocket that the server closed."""
        self._closed.labels(str(code)).inc()

    def events(self, outcomes: Mapping[str, int]) -> None:
        """Count events by outcome."""
        for outcome, count in outcomes.items():
            self._events.labels(outcome).inc(count)

    def take_over(self, api: Counts) -> None:
        """Take over what an API has counted since the last time: plain counts cost it less at each request than series."""
        for executor, count in api.executors.items():
            self._raise_to(self._operations, (executor,), count)
        for labels, count in api.fast_paths.items():
            self._raise_to(self._fast_paths, labels, count)
        for name, count in self.taken.items():
            self._raise_to(self._taken, (name,), count)
        for kind, count in self.limited.items():
            self._raise_to(self._limited, (kind,), count)

    def text(self) -> bytes:
        """Return all series, of all processes of this server, in Prometheus' text format."""
        registry = self.registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        return generate_latest(registry)

    def _raise_to(self, counter: Counter, labels: tuple[str, ...], count: int) -> None:
        more = count - self._taken_over[counter, labels]
        if more:
            counter.labels(*labels).inc(more)
            self._taken_over[counter, labels] = count

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(f"headless_{name}_total", description, labels, registry=self.registry)


@contextmanager
def counting() -> Iterator[None]:
    """Count as one of several processes: without the gauges of those that have ended, and in the end without one's own.

    Counters stay, so that sums never fall.
    """
    _forget_dead_processes()
    try:
        yield
    finally:
        if folder := os.environ.get(FOLDER):
            mark_process_dead(os.getpid(), folder)


def _forget_dead_processes() -> None:
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    for path in Path(folder).iterdir():
        named = _LIVE_GAUGES.fullmatch(path.name)
        if named and not _is_alive(int(named[1])):
            mark_process_dead(int(named[1]), folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
