"""Databases that last for a module, and shops that import into them, each in a loop of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from headless.clock import SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel, build_kernel
from tests import postgres

T = TypeVar("T")
FAST = "?synchronous=OFF"


@contextmanager
def store(dialect: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The URL of a migrated empty database that nobody else uses."""
    if dialect == "sqlite":
        path = folder / "store.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}{FAST}"
        return
    server, name = request.getfixturevalue("postgres_server"), postgres.scratch_name()
    postgres.administer(server, f"CREATE DATABASE {name}")
    url = postgres.renamed(server, name)
    postgres.apart(_migrated(url))
    yield url
    postgres.administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _migrated(url: str) -> None:
    async with Database.open(url) as database:
        await migrate(database)


@asynccontextmanager
async def open_kernel(url: str) -> AsyncIterator[Kernel]:
    """A kernel over the database."""
    async with Database.open(url) as database:
        registry, clock = Registry.load(entry_points=()), SystemClock()
        yield build_kernel(database, registry, clock, Settings(database_url=url), clock)


def apart(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end in a thread of its own, so that a fixture of a module may."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(work())).result()


def microseconds(text: str) -> int:
    """Of a time with its offset."""
    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000
