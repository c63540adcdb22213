"""A kernel over a fresh database of either dialect, with a clock that stands still until it is moved."""

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel, build_kernel
from tests.services.shop import Shop, instant


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=())


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(instant("2026-06-01T12:00"))


@pytest.fixture
def kernel(database: Database, registry: Registry, clock: FixedClock) -> Kernel:
    return build_kernel(database, registry, clock, Settings(database_url=database.url), SystemClock())


@pytest.fixture
async def shop(kernel: Kernel, clock: FixedClock) -> Shop:
    return await Shop.open(kernel, clock)
