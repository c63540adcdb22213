"""A shop whose plugins can be installed, taken out and replaced while its database stays."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import build_kernel
from tests.services.shop import Shop, instant

Install = Callable[..., Any]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(instant("2026-06-01T12:00"))


@pytest.fixture
def install(database_url: str, clock: FixedClock) -> Install:
    """`async with install(quiz=Quiz()) as shop`: the shop as a process with these plugins sees it."""

    numbers = count(1)

    @asynccontextmanager
    async def opened(**plugins: Any) -> AsyncIterator[Shop]:
        registry = Registry.load(entry_points=(), more=plugins)
        models = [table.model for _, table in registry.tables.values()]
        async with Database.open(database_url, more=models) as database:
            settings = Settings(database_url=database_url, secret_key="a key of this shop alone, 32 characters long")
            kernel = build_kernel(database, registry, clock, settings, SystemClock())
            shop = await Shop.at(kernel, clock)
            shop._numbers = numbers
            yield shop

    return opened
