"""A reward for 40 points that is worth 5.00, where 5.00 earn 50 points, pays for itself."""

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.advice.checks import benefit, coupon, said

CHEAP = "REWARD_TOO_CHEAP"
TEN_A_POUND = {"rates": {"points": Decimal(10)}}
COUPONS = [coupon("five", "5"), coupon("half", discount={"percent": "50"}), coupon("mug", discount={"gift": "a mug"})]
KINDS = [{"code": "points", "name": "Points", "worth": "0.01"}]


def reward(price: dict[str, str], grants: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Return a benefit that costs so much of each kind, and brings so much."""

    def parts(amounts: dict[str, str]) -> list[dict[str, str]]:
        return [{"kind": kind, "amount": amount} for kind, amount in amounts.items()]

    return benefit("reward", price=parts(price), grants=parts(grants or {}), **more)


def test_a_coupon_of_5_for_40_points_where_5_earn_50_is_too_cheap() -> None:
    assert said(TEN_A_POUND, coupons=COUPONS, benefits=[reward({"points": "40"}, gives="five")]) == [
        (
            CHEAP,
            "benefit:reward",
            "reward costs 40 points, and is worth 5.00, which earns 50 when it is spent; raise the price",
        )
    ]


def test_a_reward_that_gives_more_points_than_it_costs_is_too_cheap_at_any_rate() -> None:
    assert said(benefits=[reward({"points": "100"}, {"points": "150"})]) == [
        (CHEAP, "benefit:reward", "reward costs 100 points and gives 150")
    ]
    assert [code for code, _, _ in said(benefits=[reward({"balance": "10"}, {"balance": "10"})])] == [CHEAP]


def test_balance_is_worth_what_it_says() -> None:
    assert [code for code, _, _ in said(TEN_A_POUND, benefits=[reward({"points": "99"}, {"balance": "10"})])] == [CHEAP]
    assert said(TEN_A_POUND, benefits=[reward({"points": "100"}, {"balance": "10"})]) == []


@pytest.mark.parametrize(
    "fine",
    [
        reward({"points": "50"}, gives="five"),
        reward({"points": "500"}, gives="five"),
        reward({"points": "1"}, gives="half"),
        reward({"points": "1"}, gives="mug"),
        reward({"points": "1", "balance": "5"}, gives="five"),
        reward({"growth": "1"}, gives="five"),
        reward({"points": "10"}, {"growth": "10"}),
        reward({"balance": "5"}, gives="five"),
        reward({"points": "100", "balance": "1"}, {"points": "100"}),
        benefit("free", gives="five"),
    ],
)
def test_rewards_that_cost_what_they_are_worth_give_no_advice(fine: dict[str, Any]) -> None:
    assert said(TEN_A_POUND, coupons=COUPONS, benefits=[fine]) == []


def test_without_a_rule_that_earns_nothing_pays_for_itself() -> None:
    assert said(coupons=COUPONS, benefits=[reward({"points": "1"}, gives="five")]) == []
