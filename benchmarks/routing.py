"""What it is worth to answer operations without Starlette's routing: a small request, in one process, both ways in turn.

`python -m benchmarks.routing`. A small request asks for one field, through everything that a server runs but the network.
"""

import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from starlette.applications import Starlette

from headless.app import create_app
from headless.config import Settings
from headless.models.migrating.migrate import migrate
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.opening import open_kernel

ROUNDS, REQUESTS = 60, 200
BODY = json.dumps({"query": "{merchant{name}}"}).encode()
HEADERS = {
    "host": "127.0.0.1:8000", "user-agent": "Mozilla/5.0", "accept": "*/*", "accept-encoding": "gzip, deflate, br",
    "accept-language": "en", "connection": "keep-alive", "content-type": "application/json",
    "content-length": str(len(BODY)),
}  # fmt: skip


def main() -> None:
    """Print microseconds of the processor for one request, both ways."""
    with TemporaryDirectory() as folder:
        asyncio.run(_measure(f"sqlite:///{folder}/routing.db"))


async def _measure(url: str) -> None:
    settings = Settings(database_url=url, secret_key="benchmarks" * 4, worker=False, log_level="warning")
    async with open_kernel(settings) as kernel:
        await migrate(kernel.db)
        token = await _token(kernel)
    straight = create_app(settings)
    with patch("headless.app.straight", lambda app: app):
        routed = create_app(settings)
    async with straight.router.lifespan_context(straight), routed.router.lifespan_context(routed):
        taken = await _taken({"routed": _caller(routed, token), "straight": _caller(straight, token)})
    for name, microseconds in taken.items():
        print(f"{name:<9} {median(microseconds):6.1f} µs ({min(microseconds):.1f} to {max(microseconds):.1f})")
    saved = [1 - less / more for more, less in zip(taken["routed"], taken["straight"], strict=True)]
    print(f"straight takes {median(saved):.1%} less")


async def _token(kernel: Kernel) -> str:
    merchant = await create_merchant(kernel, "routing", currency="GBP", time_zone="Europe/London")
    return (await create_token(kernel, merchant.id, "front end", ["admin"]))[1]


def _caller(app: Starlette, token: str) -> Callable[[], Awaitable[None]]:
    headers = [(name.encode(), text.encode()) for name, text in {**HEADERS, "authorization": f"Bearer {token}"}.items()]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b""}
    scope |= {"http_version": "1.1", "scheme": "http", "root_path": "", "server": ("127.0.0.1", 8000)}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200

    async def call() -> None:
        await app({**scope, "headers": headers, "client": ("127.0.0.1", 1), "state": {}}, receive, send)

    return call


async def _taken(calls: dict[str, Callable[[], Awaitable[None]]]) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            gc.collect()
            began = time.process_time()
            for _ in range(REQUESTS):
                await call()
            taken[name].append((time.process_time() - began) / REQUESTS * 1e6)
    return taken


if __name__ == "__main__":
    main()
