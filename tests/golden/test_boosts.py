"""S6: ten times by membership, twice by the day: how both combine is the asset kind's affair, and the decision says so."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from headless.plugins import Boost, Effect, Rule, RuleContext
from tests.golden.conftest import Opening
from tests.kit.setup import Ruling, kind, points


class TenTimes(Rule):
    """Ten times the points for everybody."""

    id = "ten_times"
    on = ("order.paid",)
    assets = ("points",)
    stage = "boost"

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Boost("points", Decimal(10))]


THURSDAY = Ruling("member_day", {"weekdays": [4]})


@pytest.mark.parametrize(
    ("stacking", "points_earned", "applied"), [("MAX", "1000", "10"), ("MULTIPLY", "2000", "20"), ("ADD", "1100", "11")]
)
def test_s6_boosts_combine_as_the_kind_says(
    open_shop: Opening, stacking: str, points_earned: str, applied: str
) -> None:
    shop = open_shop(kinds=[kind("points", stacking=stacking)], rules=[points(), Ruling(TenTimes), THURSDAY])

    done = shop.order("gu", "100.00", "2026-01-01")

    assert shop.asset("gu", "points").available == points_earned
    earned = done.said["points_per_spend"]["e"][0]
    assert (earned["amount"], earned["times"]) == (points_earned, applied)
    boost = done.said["member_day"]["e"][0]
    assert (boost["times"], boost["stacking"], boost["combined"]) == ("2", stacking, applied)


def test_s6_the_decision_says_which_boost_applied(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(), Ruling(TenTimes), THURSDAY])

    done = shop.order("gu", "100.00", "2026-01-01")

    assert "applied" not in done.said["ten_times"]["e"][0]
    assert done.said["member_day"]["e"][0]["applied"] is False
