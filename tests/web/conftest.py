"""A served shop: one sandbox merchant, a token with every scope, and a client that speaks HTTP to the application."""

from collections.abc import AsyncIterator

import pytest

from tests.web.shop import Shop, open_shop


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop on a fresh database of each dialect."""
    async with open_shop(database_url) as opened:
        yield opened
