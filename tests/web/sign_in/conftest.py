"""A shop with two members who have everything."""

from collections.abc import AsyncIterator

import pytest

from tests.web.sign_in.world import World, open_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Both members in a fresh database of each dialect."""
    async with open_world(database_url) as opened:
        yield opened
