"""Stories of the engine: a shop in memory with what the story needs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.kit.memory import MemoryShop
from tests.kit.setup import Setup

Opening = Callable[..., MemoryShop]


@pytest.fixture
def open_shop() -> Opening:
    """Opens a shop in memory with kinds, tracks, tags and rules."""

    def opened(**setup: Any) -> MemoryShop:
        return MemoryShop(Setup(**setup))

    return opened
