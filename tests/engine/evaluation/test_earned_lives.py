"""How long what a rule gives lives: as the kind says, or as the rule does."""

from datetime import date
from typing import Any

import pytest

from headless.plugins import Earn
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import saying
from tests.kit.setup import Ruling, kind


def treated(open_shop: Opening, *gifts: Earn, **of_kind: Any) -> MemoryShop:
    shop = open_shop(kinds=[kind("points", **of_kind)], rules=[Ruling(saying("treat", *gifts))])
    shop.order("li", "10.00", "2026-01-31", number="A")
    return shop


@pytest.mark.parametrize(
    ("expires", "end"),
    [("30d", "2026-03-02"), ("1m", "2026-02-28"), ("1y", "2027-01-31"), (date(2026, 2, 14), "2026-02-14")],
)
@pytest.mark.parametrize("of_kind", [{}, {"expiry": {"after": "2y"}}])
def test_a_rule_says_when_what_it_gives_ends(open_shop: Opening, expires: Any, end: str, of_kind: Any) -> None:
    shop = treated(open_shop, Earn("points", 5, expires=expires), Earn("points", 7), **of_kind)

    of_rule, of_the_kind = sorted(shop.lots("li", "points"))
    assert of_rule[0] == "5"
    assert of_rule[2] == end
    assert of_the_kind[2] != end

    shop.clock(end)
    assert shop.asset("li", "points").balance == "7"


def test_what_has_ended_already_is_never_there_to_spend(open_shop: Opening) -> None:
    shop = treated(open_shop, Earn("points", 5, expires=date(2026, 1, 31)))

    assert shop.asset("li", "points").balance == "0"
    assert [type_ for type_, *_ in shop.entries("li", "points")] == ["EARN", "EXPIRE"]


def test_what_an_amendment_gives_more_ends_with_the_order(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling(saying("treat", Earn("points", 5, expires="30d")))])
    shop.order("li", "10.00", "2026-01-31", number="A")

    shop.amend("li", "A", "20.00", "2026-02-20")

    assert {end for _, _, end in shop.lots("li", "points")} == {"2026-03-02"}
