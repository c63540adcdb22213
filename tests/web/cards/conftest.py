"""A shop that sells cards."""

import pytest

from tests.web.cards.till import Till
from tests.web.shop import Shop


@pytest.fixture
async def till(shop: Shop) -> Till:
    """The shop's till, with the kinds saved and two members."""
    till = Till(shop)
    await till.open("ada", "bob")
    return till
