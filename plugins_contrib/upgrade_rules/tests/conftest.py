"""A shop on a database of either dialect that has this plugin enabled. Databases are those of the product's own tests."""

import pytest
import upgrade_rules

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import build_kernel
from tests.services.shop import Shop, instant


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"upgrade_rules": upgrade_rules}, strict=True)


@pytest.fixture
async def shop(database: Database, registry: Registry) -> Shop:
    clock = FixedClock(instant("2026-06-01T12:00"))
    settings = Settings(database_url=database.url)
    return await Shop.open(build_kernel(database, registry, clock, settings, SystemClock()), clock)
