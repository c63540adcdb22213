"""A served shop whose spans are kept in memory."""

from collections.abc import AsyncIterator

import pytest

from tests.web.traces.recorder import Traced, open_traced


@pytest.fixture
async def traced(database_url: str) -> AsyncIterator[Traced]:
    """A shop on a fresh database of each dialect, with all that its spans say."""
    async with open_traced(database_url) as opened:
        yield opened
