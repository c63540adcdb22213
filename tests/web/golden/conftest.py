"""The platform, on a fresh database of each dialect."""

from collections.abc import AsyncIterator

import pytest

from tests.web.golden.platform import Platform, open_platform


@pytest.fixture
async def platform(database_url: str) -> AsyncIterator[Platform]:
    """A platform that has just opened."""
    async with open_platform(database_url) as opened:
        yield opened
