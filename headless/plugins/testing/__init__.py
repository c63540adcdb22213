"""A shop in memory to test plugins with: no database, no server, and the same engine as in production.

from headless.plugins.testing import Shop
import birthday_month

def test_the_birth_month_counts_twice() -> None:
    ann = Shop(birthday_month).member(birthday="1990-05-12")

    assert ann.order("120", on="2026-05-02").earned("points") == 120
"""

from headless.plugins.testing.outcomes import Said
from headless.plugins.testing.shop import Member, Shop
from headless.plugins.testing.shop_configuration import loaded, settings_documents

__all__ = ["Member", "Said", "Shop", "loaded", "settings_documents"]
