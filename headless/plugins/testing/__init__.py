"""A shop in memory to test plugins with: what runs in production, on a database in memory and with a clock that the test moves.

from headless.plugins.testing import Shop
import birthday_month

def test_the_birth_month_counts_twice() -> None:
    ann = Shop(birthday_month).member(birthday="1990-05-12")

    assert ann.order("120", on="2026-05-02").earned("points") == 120
"""

from headless.plugins.conformance.outcomes import Said
from headless.plugins.loading.given_plugins import loaded, settings_documents
from headless.plugins.testing.answers import Answer, Quoted
from headless.plugins.testing.members import Member
from headless.plugins.testing.shop import Shop

__all__ = ["Answer", "Member", "Quoted", "Said", "Shop", "loaded", "settings_documents"]
