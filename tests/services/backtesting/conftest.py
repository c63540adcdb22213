"""A kernel over a fresh database of either dialect, two years before the back-tests are made."""

import pytest

from headless.clock import FixedClock
from tests.services.conftest import kernel, registry, shop
from tests.services.shop import instant

__all__ = ["kernel", "registry", "shop"]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(instant("2023-12-31T12:00"))
