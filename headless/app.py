"""The one place where the parts are joined: settings to a kernel, a kernel to an application."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from strawberry import Schema

from headless.clock import Clock
from headless.config import Settings
from headless.errors import HeadlessError
from headless.logs import get_logger
from headless.models.database.readiness import Readiness
from headless.plugins.loading.registry import Registry
from headless.resolvers.reading.cursors import Cursors
from headless.schema.serving.build import loaders_of
from headless.schema.serving.event_queries import EventQueries
from headless.schema.serving.execution import Api
from headless.schema.serving.root import make_schema
from headless.services.kernel.garbage import collect_seldom
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.opening import open_kernel
from headless.services.live.feed import Feed
from headless.services.webhooks.running import courier_of
from headless.services.worker.metrics import WorkerMetrics
from headless.services.worker.worker import run_worker
from headless.web.authentication import Authentication
from headless.web.browsers.compression import with_compression
from headless.web.browsers.cors import with_cors
from headless.web.browsers.pages import Pages
from headless.web.cloud_events import EventsEndpoint
from headless.web.graphql import GraphqlEndpoint
from headless.web.health import HealthEndpoints
from headless.web.inbound import InboundEndpoint
from headless.web.live.sockets import SocketEndpoint
from headless.web.live.streams import Streams
from headless.web.metrics import Metrics, counting
from headless.web.operations.documents import Documents
from headless.web.plugins import PluginsEndpoint
from headless.web.problems import on_http
from headless.web.request_log import RequestLog
from headless.web.routes import PATHS, Endpoints, routes, straight

if TYPE_CHECKING:
    from headless.tracing.spans import Tracing

log = get_logger("headless.app")
STOP_SECONDS = 10.0
FLUSH_SECONDS = 10.0


def create_app(
    settings: Settings,
    clock: Clock | None = None,
    plugins: Mapping[str, object] | None = None,
    *,
    freeze: bool = False,
    tracing: "Tracing | None" = None,
) -> Starlette:
    """Return the application. It opens the database when it starts, and works in the background if the settings say so.

    `plugins`: further ones by name, in addition to those that are installed. `freeze`: the process serves this application
    alone to its end, so the garbage collector need not look at what is made here, and only seldom at the rest. `tracing`: where
    spans are told, None if nowhere. It is closed with the application.
    """
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with _closing(tracing), open_kernel(settings, clock, plugins, tracing) as kernel:
            authentication = Authentication(kernel, time.monotonic)
            app.state.kernel = kernel
            metrics.taken, metrics.limited = kernel.takings.counts, kernel.allowances.refusals
            api = make_api(settings, kernel.registry, tracing)
            api.observe = metrics.operation
            feed = Feed(kernel)
            app.state.endpoints = endpoints(kernel, api, authentication, metrics, feed)
            if freeze:
                collect_seldom()
            with counting():
                async with _flushing(kernel, authentication, api, metrics), _working(kernel, api, metrics):
                    yield
            await feed.close()

    app = Starlette(
        routes=routes(),
        lifespan=lifespan,
        exception_handlers={HTTPException: on_http},
        middleware=_middleware(settings, metrics, tracing),
    )
    # A redirect would name the host that the caller sent.
    app.router.redirect_slashes = False
    return app


@asynccontextmanager
async def _closing(tracing: "Tracing | None") -> AsyncIterator[None]:
    """Send what is left of traces at the end, in a thread, because it may take a while."""
    try:
        yield
    finally:
        if tracing is not None:
            await asyncio.to_thread(tracing.close)


def _middleware(settings: Settings, metrics: Metrics, tracing: "Tracing | None") -> list[Middleware]:
    """Return what stands around the application, the outermost first."""
    origins = settings.cors_origins
    cors = [Middleware(with_cors, origins=origins)] if origins else []
    log = Middleware(RequestLog, metrics=metrics, routes=PATHS)
    inner = [log, *cors, Middleware(straight), Middleware(with_compression)]
    if tracing is None:
        return inner
    from headless.web.traces.requests import TracedRequests

    return [Middleware(TracedRequests, tracing=tracing, routes=PATHS), *inner]


def make_api(settings: Settings, registry: Registry | None = None, tracing: "Tracing | None" = None) -> Api:
    """Return the GraphQL schema with the fields of the plugins, ready to answer.

    Raises:
        Misconfigured: two plugins declare the same name.
    """
    schema = make_schema(registry)
    secret = settings.secret_key
    if secret is None:
        log.warning(
            "HEADLESS_SECRET_KEY is not set: cursors and members' tokens are of no use to another process or after this one"
        )
        secret = secrets.token_hex(32)
    api = _api(schema, Cursors(secret, *settings.secret_key_old), tracing)
    api.event_queries = EventQueries(api)
    return api


def _api(schema: Schema, cursors: Cursors, tracing: "Tracing | None") -> Api:
    if tracing is None:
        return Api(schema, loaders_of(schema), cursors)
    from headless.web.traces.operations import TracedApi

    return TracedApi(schema, loaders_of(schema), cursors, tracing)


def endpoints(kernel: Kernel, api: Api, authentication: Authentication, metrics: Metrics, feed: Feed) -> Endpoints:
    """Return what answers the paths."""
    documents = Documents(kernel, time.monotonic)
    streams = Streams(kernel, api, feed, metrics)
    pages = Pages.load() if kernel.settings.graphiql else None
    health = HealthEndpoints(kernel.db, Readiness(kernel.db, time.monotonic), metrics, api)
    return Endpoints(
        graphql=GraphqlEndpoint(kernel, api, authentication, metrics, documents, streams, pages).answer,
        events=EventsEndpoint(kernel, authentication, metrics).answer,
        healthz=health.lives,
        readyz=health.ready,
        metrics=health.metrics,
        plugins=PluginsEndpoint(kernel, authentication).answer,
        inbound=InboundEndpoint(kernel, authentication.addresses).answer,
        sockets=SocketEndpoint(kernel, api, authentication, documents, feed, metrics).answer,
    )


@asynccontextmanager
async def _flushing(kernel: Kernel, authentication: Authentication, api: Api, metrics: Metrics) -> AsyncIterator[None]:
    """Write down what requests only note, every few seconds and at the end."""
    metrics.database.refresh(kernel.db)
    stop = asyncio.Event()
    task = asyncio.create_task(_keep_flushing(kernel, authentication, api, metrics, stop))
    try:
        yield
    finally:
        # never in the middle: what is written but not known to be would be written twice
        stop.set()
        await task
        await _flush(kernel, authentication, api, metrics)


async def _keep_flushing(
    kernel: Kernel, authentication: Authentication, api: Api, metrics: Metrics, stop: asyncio.Event
) -> None:
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), FLUSH_SECONDS)
            return
        await _flush(kernel, authentication, api, metrics)


async def _flush(kernel: Kernel, authentication: Authentication, api: Api, metrics: Metrics) -> None:
    """Write down what was noted. What the database does not take now stays noted for the next time."""
    metrics.take_over(api)
    metrics.database.refresh(kernel.db)
    with contextlib.suppress(HeadlessError):
        await authentication.flush()
    with contextlib.suppress(HeadlessError):
        await api.personal_reads.flush(kernel)
    with contextlib.suppress(HeadlessError):
        await kernel.allowances.flush()


@asynccontextmanager
async def _working(kernel: Kernel, api: Api, metrics: Metrics) -> AsyncIterator[None]:
    if not kernel.settings.worker:
        yield
        return
    stop = asyncio.Event()
    courier = courier_of(kernel, lambda: EventQueries(api))
    task = asyncio.create_task(run_worker(kernel, stop, metrics=WorkerMetrics(metrics.registry), courier=courier))
    try:
        yield
    finally:
        stop.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, STOP_SECONDS)
