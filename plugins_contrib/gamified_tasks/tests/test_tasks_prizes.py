"""Grabs go to those who come first. Medals go to members who buy much of a category."""

import pytest
from gamified_tasks.grabs import GrabSettings
from gamified_tasks.medals import MedalSettings
from tasks_kit import playing, points, tag

from tests.kit.plugin_shop import PluginShop
from tests.kit.rewards import benefit, coupon
from tests.kit.setup import where

BEANS = {"limited_grab": {"grabs": {"beans": {"amount": 50, "stock": "beans", "opens_on": "2026-06-18"}}}}
TEA = where("net_spend", "GTE", "100", category="tea")


def grab(shop: PluginShop, member: str, on: str = "2026-06-18", what: str = "beans") -> object:
    """Grab a share. Return the code of the refusal, or None."""
    return shop.send(member, "gamified_tasks.grab", on, source="member", grab=what).code


def tea(amount: str) -> dict[str, object]:
    return {"items": [{"sku": "t", "category": "tea", "quantity": "1", "amount": amount}]}


def medals(**medal: object) -> PluginShop:
    settings = {"goals": {"tea_lover": TEA}, "medals": {"tea_lover": {"amount": 5, **medal}}}
    return playing({"category_medals": settings}, tags=[tag("tea_lover")])


def test_the_first_get_it_and_the_others_hear_that_it_is_exhausted() -> None:
    shop = playing(BEANS, benefits=[benefit("beans", stock=2)])
    shop.left(benefit_beans=2)

    assert [None, None, "EXHAUSTED"] == [grab(shop, member) for member in ("ann", "bob", "cat")]
    assert ("50", "50", "0") == (points(shop, "ann"), points(shop, "bob"), points(shop, "cat"))


def test_each_member_gets_one_a_day() -> None:
    shop = playing(BEANS, benefits=[benefit("beans", stock=9)])
    shop.left(benefit_beans=9)

    assert [None, "ALREADY_GRABBED", None] == [
        grab(shop, "ann", on) for on in ("2026-06-18", "2026-06-18T23:59", "2026-06-19T00:00")
    ]


def test_what_is_not_open_or_not_there_cannot_be_grabbed() -> None:
    shop = playing(BEANS, benefits=[benefit("beans", stock=9)])

    assert "NOT_OPEN" == grab(shop, "ann", "2026-06-17T23:59")
    assert "UNKNOWN_GRAB" == grab(shop, "ann", what="peas")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({}, {"en": "beans opens on 2026-06-18", "zh": "「beans」2026年6月18日开抢"}),
        ({"name": "Beans"}, {"en": "Beans opens on 2026-06-18", "zh": "「Beans」2026年6月18日开抢"}),
        (
            {"name": "Beans", "names": {"zh": "咖啡豆"}},
            {"en": "Beans opens on 2026-06-18", "zh": "「咖啡豆」2026年6月18日开抢"},
        ),
    ],
)
def test_a_grab_is_called_by_its_name_in_each_language(names: dict[str, object], told: dict[str, str]) -> None:
    settings = {"beans": {**BEANS["limited_grab"]["grabs"]["beans"], **names}}
    shop = playing({"limited_grab": {"grabs": settings}}, benefits=[benefit("beans", stock=9)])

    refused = shop.send("ann", "gamified_tasks.grab", "2026-06-17T23:59", source="member", grab="beans")

    assert told == refused.said["limited_grab"]["e"][0]["message"]


def test_a_medal_is_called_by_its_name_in_each_language() -> None:
    shop = medals(name="Tea lover", names={"zh": "茶叶达人"})

    won = shop.send("ann", "order.paid", "2026-06-18", orderId="o1", total="100", **tea("100"))

    assert {"en": "medal Tea lover", "zh": "「茶叶达人」勋章"} == won.said["category_medals"]["e"][0]["why"]
    assert "Tea lover" == shop.ext("ann", "medals")[0].name


def test_a_coupon_is_limited_by_its_own_stock_and_had_once_for_ever() -> None:
    once = {"grabs": {"ticket": {"coupon": "ticket", "each": "EVER", "ends_on": "2026-06-20"}}}
    shop = playing({"limited_grab": once}, coupons=[coupon("ticket", stock=1)])
    shop.left(ticket=1)

    assert [None, "ALREADY_GRABBED"] == [grab(shop, "ann", on, "ticket") for on in ("2026-06-18", "2026-06-19")]
    assert "EXHAUSTED" == grab(shop, "bob", "2026-06-19", "ticket")
    assert "OVER" == grab(shop, "cat", "2026-06-21", "ticket")
    assert [("C1", "ticket", "USABLE")] == shop.coupons("ann")


@pytest.mark.parametrize("given", [{"amount": 5}, {"stock": "beans"}])
def test_a_grab_is_limited_and_gives_something(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a grab"):
        GrabSettings.model_validate({"grabs": {"beans": given}})


def test_who_buys_much_tea_wears_its_medal() -> None:
    shop = medals()
    shop.order("ann", "99", "2026-01-01", **tea("99"))
    assert {} == shop.tags("ann")
    shop.order("ann", "50", "2026-01-02")
    assert {} == shop.tags("ann")

    shop.order("ann", "1", "2026-01-03", number="o3", **tea("1"))

    assert ["tea_lover"] == list(shop.tags("ann"))
    assert ("5", True) == (points(shop), shop.ext("ann", "medals")[0].held)
    shop.refund("ann", "1", "2026-01-04", order="o3")
    assert ("5", ["tea_lover"]) == (points(shop), list(shop.tags("ann")))


def test_a_medal_that_can_be_lost_goes_with_its_gift_and_both_come_back() -> None:
    shop = medals(lost=True)
    shop.order("ann", "100", "2026-01-01", number="o1", **tea("100"))
    shop.order("ann", "1", "2026-01-01", number="o2", **tea("1"))
    shop.refund("ann", "1", "2026-01-02", order="o1")
    assert (["tea_lover"], "5") == (list(shop.tags("ann")), points(shop))
    shop.refund("ann", "1", "2026-01-02", order="o2")
    assert ({}, "0") == (shop.tags("ann"), points(shop))

    shop.order("ann", "1", "2026-01-03", **tea("1"))

    assert (["tea_lover"], "5") == (list(shop.tags("ann")), points(shop))


def test_a_medal_that_is_lost_takes_none_along_that_came_with_it() -> None:
    goal = {metric: {"test": {"metric": metric, "op": "GTE", "value": 2}} for metric in ("orders", "net_spend")}
    goal["net_spend"]["test"]["value"] = "100"
    given = {"orders": {"amount": "3"}, "net_spend": {"amount": "5", "lost": True}}
    shop = playing({"category_medals": {"goals": goal, "medals": given}}, tags=[tag("orders"), tag("net_spend")])
    shop.order("ann", "50", "2026-01-01")
    shop.order("ann", "50", "2026-01-02", number="o2")
    assert (["net_spend", "orders"], "8") == (sorted(shop.tags("ann")), points(shop))

    shop.refund("ann", "1", "2026-01-03", order="o2")

    assert (["orders"], "3") == (list(shop.tags("ann")), points(shop))


def test_medals_and_goals_belong_together() -> None:
    with pytest.raises(ValueError, match="each medal needs a goal"):
        MedalSettings.model_validate({"medals": {"tea_lover": {}}})
