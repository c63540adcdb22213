"""A shop that keeps the events of its guests for ninety days."""

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.configuration.guest_events import change_claim_for
from headless.services.kernel.kernel import Kernel, build_kernel
from tests.services.shop import Shop

SECRET = "a secret of the tests, which is long enough"


@pytest.fixture
def kernel(database: Database, registry: Registry, clock: FixedClock) -> Kernel:
    settings = Settings(database_url=database.url, secret_key=SECRET)
    return build_kernel(database, registry, clock, settings, SystemClock())


@pytest.fixture
async def open_shop(kernel: Kernel, clock: FixedClock) -> Shop:
    """A shop that has not turned it on."""
    return await Shop.open(kernel, clock)


@pytest.fixture
async def shop(open_shop: Shop) -> Shop:
    await change_claim_for(open_shop.kernel, "tea", 90)
    return open_shop
