"""What hostile requests cost: processor time of each, in one process, on SQLite and without the network.

`python -m benchmarks.hostile.costs`. Each is sent three times, each time with another document, so that none is remembered.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from starlette.applications import Starlette

from benchmarks.shops.in_process import request
from headless.app import create_app
from headless.config import Settings
from headless.models.migrating.migrate import migrate
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from headless.services.kernel.opening import open_kernel
from tests.web.safety.hostile_shapes import Hostile, encoded
from tests.web.safety.requests import hostile

TIMES, MOST_MS = 3, 50


def main() -> None:
    """Print what each request took, the dearest first, and what was told."""
    with TemporaryDirectory() as folder:
        taken = asyncio.run(_measured(f"sqlite:///{folder}/hostile.db"))
    for name, (milliseconds, told) in sorted(taken.items(), key=lambda item: -item[1][0]):
        mark = "!" if milliseconds > MOST_MS or "INTERNAL" in told else " "
        print(f"{mark} {milliseconds:8.1f} ms  {name:<36} {told}")
    over = sum(milliseconds > MOST_MS for milliseconds, _ in taken.values())
    print(f"{len(taken)} requests, {over} above {MOST_MS} ms")


@asynccontextmanager
async def opened(url: str, *, freeze: bool = False) -> AsyncIterator[tuple[Starlette, str]]:
    settings = Settings(database_url=url, secret_key="benchmarks" * 4, worker=False, log_level="error")
    async with open_kernel(settings) as kernel:
        await migrate(kernel.db)
        merchant = await create_merchant(kernel, "hostile", currency="GBP", time_zone="Europe/London", country="GB")
        token = (await create_token(kernel, merchant.id, "front end", ["admin"]))[1]
    app = create_app(settings, freeze=freeze)
    async with app.router.lifespan_context(app):
        yield app, token


async def _measured(url: str) -> dict[str, tuple[float, str]]:
    async with opened(url, freeze=True) as (app, token):
        await sent(app, token, Hostile("{ merchant { name } }"), 0)
        taken = {}
        for name, request in hostile().items():
            if len(sys.argv) < 2 or sys.argv[1] in name:
                taken[name] = min([await sent(app, token, request, time_) for time_ in range(TIMES)])
        return taken


async def sent(app: Starlette, token: str, shape: Hostile, number: int) -> tuple[float, str]:
    call = request(app, token, encoded(shape, number))
    began = time.thread_time()
    answer = await call()
    milliseconds = (time.thread_time() - began) * 1_000
    return milliseconds, _told(answer.body)


def _told(answer: bytes) -> str:
    try:
        document = json.loads(answer)
    except ValueError:
        return f"{len(answer)} bytes"
    errors = (
        document.get("errors")
        if isinstance(document, dict)
        else [error for part in document for error in part.get("errors", ())]
    )
    return ", ".join(sorted({error["extensions"]["code"] for error in errors})) if errors else f"{len(answer)} bytes"


if __name__ == "__main__":
    main()
