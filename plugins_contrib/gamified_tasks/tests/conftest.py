"""Shops that use the plugin, on a database of either dialect: through the services, and over HTTP."""

from collections.abc import AsyncIterator

import gamified_tasks
import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import build_kernel
from tests.services.shop import Shop, instant
from tests.web.shop import Shop as Served
from tests.web.shop import open_shop


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"gamified_tasks": gamified_tasks}, strict=True)


@pytest.fixture
async def shop(database: Database, registry: Registry) -> Shop:
    clock = FixedClock(instant("2026-01-05T12:00"))
    kernel = build_kernel(database, registry, clock, Settings(database_url=database.url), SystemClock())
    return await Shop.open(kernel, clock)


@pytest.fixture
async def served(database_url: str) -> AsyncIterator[Served]:
    async with open_shop(database_url, gamified_tasks=gamified_tasks) as opened:
        yield opened
