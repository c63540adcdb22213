"""A shop with a partner that may touch points, orders and one tag."""

import pytest

from tests.web.access.partners import Partnership, furnish, partnership
from tests.web.shop import Shop


@pytest.fixture
async def partner(shop: Shop) -> Partnership:
    await furnish(shop)
    lists = {"eventTypes": ["order.paid", "order.refunded"], "tags": ["vip"]}
    return await partnership(shop, **lists)
