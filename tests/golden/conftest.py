"""Golden scenarios are told once and run through every driver of a shop."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.kit.memory import MemoryShop
from tests.kit.setup import Setup
from tests.kit.shop import Shop

Opening = Callable[..., Shop]


@pytest.fixture
def open_shop() -> Opening:
    """Opens a shop with kinds, tracks, tags and rules."""

    def opened(**setup: Any) -> Shop:
        return MemoryShop(Setup(**setup))

    return opened
