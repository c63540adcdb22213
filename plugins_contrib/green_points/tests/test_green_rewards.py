"""Eco products for green points, as long as there are any, for those to whom they are offered."""

import pytest
from green_kit import balance, green
from green_points.rewards import RewardSettings

from tests.kit.plugin_shop import PluginShop
from tests.kit.rewards import benefit, coupon

REWARDS = {
    "bamboo_cup": {"name": "Bamboo cup", "price": "50", "stock": "bamboo_cup", "each": 1},
    "tree": {"price": "80", "coupon": "tree", "until": "2026-12-31"},
    "workshop": {"price": "10", "benefit": "workshop"},
}


def shop_with(stock: int = 2, **settings: object) -> PluginShop:
    """Open a shop with cups and a tree to plant. Ann has 200 green points, Bob 60."""
    shop = green(
        {"eco_rewards": {"rewards": REWARDS, **settings}},
        benefits=[benefit("bamboo_cup", stock=stock), benefit("workshop", quota=0)],
        coupons=[coupon("tree", stock=9)],
        tags=[{"code": "eco", "name": "Eco"}],
    )
    shop.left(benefit_bamboo_cup=stock, tree=9)
    shop.grant("ann", "green", "200", "2026-06-01")
    shop.grant("bob", "green", "60", "2026-06-01")
    return shop


def redeem(shop: PluginShop, what: str, member: str = "ann", on: str = "2026-06-05") -> object:
    """Redeem a reward. Return the code of the refusal, or None."""
    return shop.send(member, "green_points.redeem", on, source="member", reward=what).code


def test_a_cup_costs_its_price_and_is_taken_from_the_stock() -> None:
    shop = shop_with()

    assert (None, "150") == (redeem(shop, "bamboo_cup"), balance(shop))


def test_the_last_cup_goes_to_who_came_first_and_nobody_pays_for_none() -> None:
    shop = shop_with(stock=1)

    assert [None, "EXHAUSTED"] == [redeem(shop, "bamboo_cup", member) for member in ("ann", "bob")]
    assert ("150", "60") == (balance(shop, "ann"), balance(shop, "bob"))


def test_who_has_too_little_pays_nothing_and_takes_nothing() -> None:
    shop = shop_with()

    assert ("INSUFFICIENT_BALANCE", "60") == (redeem(shop, "tree", "bob"), balance(shop, "bob"))
    assert [] == shop.coupons("bob")


def test_coupons_and_benefits_can_be_had_as_well() -> None:
    shop = shop_with()

    assert [None, None, None] == [redeem(shop, what) for what in ("tree", "workshop", "workshop")]
    assert ([("C1", "tree", "USABLE")], 2, "100") == (
        shop.coupons("ann"),
        shop.granted("ann", "workshop"),
        balance(shop),
    )


def test_a_reward_is_called_by_its_name_in_each_language() -> None:
    cup = {**REWARDS["bamboo_cup"], "names": {"zh": "竹纤维杯"}}
    shop = shop_with(rewards={"bamboo_cup": cup})
    shop.send("ann", "green_points.redeem", "2026-06-05", source="member", reward="bamboo_cup")

    again = shop.send("ann", "green_points.redeem", "2026-06-06", source="member", reward="bamboo_cup")

    assert {
        "en": "Bamboo cup was taken 1 times; each member may have 1", "zh": "「竹纤维杯」已兑换1次，每人限1次",
    } == again.said["eco_rewards"]["e"][0]["message"]  # fmt: skip
    assert "Bamboo cup" == shop.ext("bob", "plan").rewards[0].name


def test_each_member_may_have_so_many() -> None:
    shop = shop_with()

    assert [None, "LIMIT_REACHED"] == [redeem(shop, "bamboo_cup") for _ in range(2)]
    assert "150" == balance(shop)


def test_what_is_over_or_not_there_cannot_be_had() -> None:
    shop = shop_with()

    assert "OVER" == redeem(shop, "tree", on="2027-01-01")
    assert "UNKNOWN_REWARD" == redeem(shop, "yacht")


def test_only_those_to_whom_it_is_offered_see_and_take_it() -> None:
    shop = shop_with(tag="eco")
    assert (False, []) == (shop.ext("ann", "plan").offered, shop.ext("ann", "plan").rewards)
    assert "NOT_OFFERED" == redeem(shop, "bamboo_cup")

    shop.tag("ann", "eco", "2026-06-06")

    assert None is redeem(shop, "bamboo_cup", on="2026-06-06")


def test_the_plan_shows_what_the_balance_covers() -> None:
    shop = shop_with()
    plan = shop.ext("bob", "plan")

    assert (True, "green", "60") == (plan.offered, plan.asset, str(plan.balance))
    assert [("bamboo_cup", True), ("tree", False), ("workshop", True)] == [(r.code, r.affordable) for r in plan.rewards]


def test_a_reward_gives_something() -> None:
    with pytest.raises(ValueError, match="an eco reward takes from a stock"):
        RewardSettings.model_validate({"rewards": {"nothing": {"price": "1"}}})
