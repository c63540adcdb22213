"""A shop that tells other systems what happens, with a clock of its own."""

import pytest

from headless.app import make_api
from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.webhooks.payloads import EventQueries
from tests.services.shop import Shop
from tests.services.webhooks.receivers import Post

SECRET_KEY = "a secret key that only these tests know"


@pytest.fixture(scope="session")
def queries(registry: Registry) -> EventQueries:
    queries = make_api(Settings(secret_key=SECRET_KEY), registry).event_queries
    assert queries is not None
    return queries


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(SystemClock().now_us())


@pytest.fixture
def kernel(database: Database, registry: Registry, clock: FixedClock) -> Kernel:
    settings = Settings(database_url=database.url, secret_key=SECRET_KEY)
    return build_kernel(database, registry, clock, settings, SystemClock())


@pytest.fixture
def post(shop: Shop, clock: FixedClock, queries: EventQueries, monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post(shop, clock, queries)
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _Now(clock))
    return post


class _Now:
    """The present of the library that verifies, which is the shop's."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock

    def now(self, tz: object = None) -> object:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self._clock.now_us() / 1e6, tz=UTC)

    def fromtimestamp(self, *given: object, **more: object) -> object:
        from datetime import datetime

        return datetime.fromtimestamp(*given, **more)  # type: ignore[arg-type] # noqa: DTZ006
