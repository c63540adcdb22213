"""A shop whose secret key is replaced, process by process."""

from collections.abc import Callable

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel, build_kernel
from tests.services.shop import Shop

FIRST, SECOND = "the first secret key of the installation", "the second secret key of the installation"
Process = Callable[..., Shop]


@pytest.fixture
def kernel(database: Database, registry: Registry, clock: FixedClock) -> Kernel:
    """A process from before the change."""
    return build_kernel(database, registry, clock, Settings(database_url=database.url, secret_key=FIRST), SystemClock())


@pytest.fixture
def process(shop: Shop, database: Database, registry: Registry, clock: FixedClock) -> Process:
    """The shop as another process sees it, which seals with one key and opens with others."""

    def opened(key: str | None, *old: str) -> Shop:
        settings = Settings(database_url=database.url, secret_key=key, secret_key_old=old)
        other = Shop(build_kernel(database, registry, clock, settings, SystemClock()), clock, shop.owner)
        other._numbers = shop._numbers
        return other

    return opened
