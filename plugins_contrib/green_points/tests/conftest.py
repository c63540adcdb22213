"""Shops that use the plugin, on a database of either dialect: through the services, and over HTTP."""

from collections.abc import AsyncIterator

import green_points
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
    return Registry.load(entry_points=(), more={"green_points": green_points}, strict=True)


@pytest.fixture
async def shop(database_url: str, registry: Registry) -> AsyncIterator[Shop]:
    clock = FixedClock(instant("2026-01-05T12:00"))
    models = [table.model for _, table in registry.tables.values()]
    async with Database.open(database_url, more=models) as database:
        kernel = build_kernel(database, registry, clock, Settings(database_url=database_url), SystemClock())
        yield await Shop.open(kernel, clock)


@pytest.fixture
async def served(database_url: str) -> AsyncIterator[Served]:
    async with open_shop(database_url, green_points=green_points) as opened:
        yield opened
