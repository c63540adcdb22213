"""S17: the milk-powder group: a tag set by hand, with its author, its reason and its end."""

from tests.golden.conftest import Opening
from tests.kit.shop import Label

MILK = {"code": "milk_powder", "name": "Milk powder, 200 to 300"}


def test_s17_a_manual_tag_tells_who_why_and_until_when(open_shop: Opening) -> None:
    shop = open_shop(tags=[MILK])

    shop.tag("jia", "milk_powder", "2026-01-01", author="ann", reason="buys 200 to 300", expires="2026-07-01T00:00")

    assert shop.tags("jia") == {"milk_powder": Label("milk_powder", "ann", "buys 200 to 300", "2026-07-01")}
    assert shop.tags("kai") == {}


def test_s17_the_tag_ends_by_itself(open_shop: Opening) -> None:
    shop = open_shop(tags=[MILK])
    shop.tag("jia", "milk_powder", "2026-01-01", expires="2026-07-01T00:00")

    shop.clock("2026-06-30T23:59")
    assert list(shop.tags("jia")) == ["milk_powder"]
    shop.clock("2026-07-01T00:00")

    assert shop.tags("jia") == {}
