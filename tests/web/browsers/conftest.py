"""A shop that browsers of other origins may call."""

from collections.abc import AsyncIterator

import pytest

from tests.web.shop import Shop, open_shop

ORIGINS = ("https://shop.example", "https://*.brand.example", "http://localhost:*")


@pytest.fixture
async def open_door(database_url: str) -> AsyncIterator[Shop]:
    """A shop with some origins, and with pages."""
    async with open_shop(database_url, {"cors_origins": ORIGINS, "graphiql": True}) as opened:
        yield opened
