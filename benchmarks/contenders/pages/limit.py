"""The limit: one hand-written SQL statement builds the JSON, and Starlette passes it through.

`uvicorn benchmarks.contenders.pages.limit:app`

No GraphQL, no tokens, no scopes; texts and goals of the ladder stand in the statement.
"""

import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.contenders.pages.queries import SPENT, SPENT_DAYS
from benchmarks.contenders.pages.sql import FILTERED, LIST, PAGE, spelled
from headless.config import dialect_of, sqlite_path

MERCHANT = int(os.environ["HEADLESS_BENCH_MERCHANT"])
URL = os.environ["HEADLESS_DATABASE_URL"]
MONTH_US = 30 * 86_400_000_000
ZONE = ZoneInfo("Asia/Shanghai")
Ask = Callable[..., Awaitable[Any]]


async def _list(request: Request) -> Response:
    after = int(request.query_params.get("after", 0))
    return _passed(await request.app.state.ask(LIST, MERCHANT, after))


async def _filtered(request: Request) -> Response:
    return _passed(await request.app.state.ask(FILTERED, MERCHANT, 0, SPENT * 100, _today() - SPENT_DAYS))


async def _page(request: Request) -> Response:
    now, number = time.time_ns() // 1_000, request.path_params["number"]
    return _passed(await request.app.state.ask(PAGE, MERCHANT, number, now, now + MONTH_US, _today() - SPENT_DAYS))


def _today() -> int:
    return datetime.now(ZONE).date().toordinal()


def _passed(text: str) -> Response:
    return Response(text, media_type="application/json")


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    if dialect_of(URL) == "sqlite":
        connection = sqlite3.connect(sqlite_path(URL))
        app.state.ask = _asking(connection)
        yield
        connection.close()
        return
    async with asyncpg.create_pool(URL, min_size=1, max_size=10, reset=_nothing) as pool:
        app.state.ask = lambda sql, *values: pool.fetchval(spelled(sql, "postgres"), *values)
        yield


async def _nothing(_: Any) -> None:
    """Reset nothing, because nothing was set."""


def _asking(connection: sqlite3.Connection) -> Ask:
    # without a thread: nothing else waits for this process
    async def ask(sql: str, *values: object) -> Any:
        return connection.execute(spelled(sql, "sqlite"), values).fetchone()[0]

    return ask


ROUTES = [Route("/list", _list), Route("/filtered", _filtered), Route("/page/{number}", _page)]
app = Starlette(routes=ROUTES, lifespan=_lifespan)
