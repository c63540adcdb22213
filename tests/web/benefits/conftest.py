"""A shop whose benefits are looked at."""

import pytest

from tests.web.benefits.centre import Centre
from tests.web.shop import Shop


@pytest.fixture
def centre(shop: Shop) -> Centre:
    """The shop's benefits."""
    return Centre(shop)
