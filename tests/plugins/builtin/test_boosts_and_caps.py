"""Multipliers and the cap on paying with points."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from headless.plugins import Boost, Cap, Value
from headless.plugins.builtin.rules import MemberDay, SpendCap, TierMultiplier
from tests.plugins.builtin.contexts import BALANCE, GROWTH, KINDS, POINTS, event, says

ORDER: dict[str, Any] = {"orderId": "A-1", "total": "199.00"}
TIMES = {"times": {"gold": "1.5", "diamond": 3}}


def test_a_tier_multiplies() -> None:
    order = event("order.paid", **ORDER)

    assert [Boost("points", Decimal("1.5"), why="tier gold")] == says(
        TierMultiplier, order, TIMES, facts={"tier": "gold"}
    )
    assert "no multiplier for bronze" == says(TierMultiplier, order, TIMES, facts={"tier": "bronze"})
    assert "no multiplier for no tier" == says(TierMultiplier, order, TIMES, facts={"tier": None})


def test_a_tier_multiplies_what_an_unlinked_refund_takes_back() -> None:
    refund = event("order.refunded", refundId="C-1", amount="5")

    assert [Boost("points", Decimal(3), why="tier diamond")] == says(
        TierMultiplier, refund, TIMES, facts={"tier": "diamond"}
    )


def test_the_tier_is_asked_for_on_the_track_that_is_set() -> None:
    assert {"tier": Value("tier", args={"track": "$track"})} == TierMultiplier.needs


@pytest.mark.parametrize(
    ("day", "settings", "fires"),
    [
        (date(2026, 3, 4), {"weekdays": [3]}, True),
        (date(2026, 3, 5), {"weekdays": [3]}, False),
        (date(2026, 3, 18), {"days": [8, 18, 28]}, True),
        (date(2026, 3, 19), {"days": [8, 18, 28]}, False),
        (date(2026, 3, 4), {"weekdays": [3], "days": [1]}, True),
        (date(2026, 3, 4), {}, False),
    ],
)
def test_a_member_day_doubles(day: date, settings: dict[str, Any], fires: bool) -> None:
    """4 March 2026 is a Wednesday."""
    answer = says(MemberDay, event("order.paid", day, **ORDER), settings)

    assert ([Boost("points", Decimal(2), why="member day")] if fires else "not a member day") == answer


def test_half_of_an_order_may_be_paid_with_points() -> None:
    """100 points = 1.00: of 199.00 at most 99.50, which is 9950 points."""
    answer = says(SpendCap, event("order.paid", **ORDER))

    assert [Cap("points", Decimal(9950), of="pay", why="0.5 of 199.00")] == answer


@pytest.mark.parametrize("type_", ["asset.spent", "asset.held"])
def test_a_spending_under_an_order_is_capped_by_what_is_payable(type_: str) -> None:
    data: dict[str, Any] = {"kind": "points", "amount": 5, "reason": "till"}

    assert "not for an order" == says(SpendCap, event(type_, **data))
    capped = says(SpendCap, event(type_, **data, order="A-1", payable="0.99"))
    assert [Cap("points", Decimal(49), of="pay", why="0.5 of 0.99")] == capped


def test_the_cap_is_rounded_down_to_the_kinds_own_unit() -> None:
    miles = type(POINTS)(9, "miles", "Miles", decimals=1, worth=Decimal("0.03"))
    answer = says(SpendCap, event("order.paid", **ORDER), {"assets": ["miles"]}, kinds={**KINDS, "miles": miles})

    assert [Cap("miles", Decimal("3316.6"), of="pay", why="0.5 of 199.00")] == answer


def test_money_and_kinds_without_a_worth_are_never_bound() -> None:
    kinds = {"growth": GROWTH, "balance": BALANCE}
    answer = says(SpendCap, event("order.paid", **ORDER), {"assets": ["growth", "balance", "gone"]}, kinds=kinds)

    assert "none of the kinds has a worth" == answer
