"""A shop on a database of either dialect that sells membership. Databases are those of the product's own tests."""

import paid_tiers
import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import build_kernel
from tests.services.shop import Shop, instant


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"paid_tiers": paid_tiers}, strict=True)


@pytest.fixture
async def shop(database: Database, registry: Registry) -> Shop:
    clock = FixedClock(instant("2026-01-31T12:00"))
    settings = Settings(database_url=database.url)
    return await Shop.open(build_kernel(database, registry, clock, settings, SystemClock()), clock)
