"""Green points for eco behaviour and for sustainable products, for those who prefer them."""

import pytest
from green_kit import balance, green

from tests.kit.plugin_shop import PluginShop

ACTIONS = {
    "actions": {
        "own_cup": {"amount": "5"},
        "recycled": {"amount": "10", "a_day": 3},
        "walked": {"amount": 1, "a_day": 0},
    }
}
SOAP = {"sku": "soap", "category": "sustainable", "quantity": "1", "amount": "30"}
PHONE = {"sku": "phone", "category": "electronics", "brand": "fair", "quantity": "1", "amount": "70"}


@pytest.fixture
def shop() -> PluginShop:
    return green({"eco_actions": ACTIONS, "sustainable_products": {"per": "2"}})


def act(shop: PluginShop, what: str, on: str = "2026-06-05", **more: object) -> object:
    """Record an eco action. Return the code of the refusal, or None."""
    return shop.send("ann", "green_points.action", on, action=what, **more).code


def test_an_own_cup_counts_once_a_day(shop: PluginShop) -> None:
    for on in ("2026-06-05T09:00", "2026-06-05T23:59", "2026-06-06T00:00"):
        assert None is act(shop, "own_cup", on)

    assert "10" == balance(shop)


def test_an_action_that_earned_nothing_leaves_the_day_as_it_was() -> None:
    shop = green({"eco_actions": {**ACTIONS, "attribute": "prefersGreen"}})
    act(shop, "own_cup", "2026-06-05T09:00")
    preferred = {"attributes": {"prefersGreen": True}}
    shop.send("ann", "member.updated", "2026-06-05T10:00", source="engine", fields=preferred)

    act(shop, "own_cup", "2026-06-05T11:00")
    act(shop, "own_cup", "2026-06-05T12:00")

    assert "5" == balance(shop)


def test_an_action_that_earned_less_than_a_point_leaves_the_day_as_it_was() -> None:
    shop = green({"eco_actions": {"actions": {"no_bag": {"amount": "0.5", "a_day": 2}}}})
    act(shop, "no_bag", "2026-06-05T09:00")
    act(shop, "no_bag", "2026-06-05T10:00")
    assert "0" == balance(shop)

    act(shop, "no_bag", "2026-06-05T11:00", count=2)

    assert "1" == balance(shop)


def test_an_action_of_an_earlier_day_counts_with_its_own_day(shop: PluginShop) -> None:
    for on in ("2026-06-05T09:00", "2026-06-06T09:00", "2026-06-05T20:00"):
        act(shop, "own_cup", on)

    assert "10" == balance(shop)


def test_things_given_back_count_up_to_the_days_limit_together(shop: PluginShop) -> None:
    act(shop, "recycled", count=2)
    act(shop, "own_cup")
    act(shop, "recycled", count=5)
    act(shop, "recycled")

    assert "35" == balance(shop)


def test_what_has_no_limit_always_counts(shop: PluginShop) -> None:
    act(shop, "walked", count=900)

    assert "900" == balance(shop)


def test_an_action_that_nobody_has_set_up_is_refused(shop: PluginShop) -> None:
    assert "UNKNOWN_ACTION" == act(shop, "flew")


def test_sustainable_products_earn_green_points_beside_points(shop: PluginShop) -> None:
    shop.order("ann", "100", "2026-06-05", items=[SOAP, PHONE])

    assert ("60", "100") == (balance(shop), shop.asset("ann", "points").balance)


def test_a_refund_of_the_sustainable_product_takes_its_green_points_back(shop: PluginShop) -> None:
    shop.order("ann", "100", "2026-06-05", number="o1", items=[SOAP, PHONE])
    shop.refund("ann", "70", "2026-06-06", order="o1", items=[PHONE])
    assert "60" == balance(shop)

    shop.refund("ann", "30", "2026-06-06", order="o1", items=[SOAP])

    assert "0" == balance(shop)


def test_a_refund_of_an_order_that_is_not_known_takes_what_it_would_have_earned(shop: PluginShop) -> None:
    shop.order("ann", "30", "2026-06-05", items=[SOAP])
    shop.refund("ann", "30", "2026-06-06", items=[SOAP])

    assert "0" == balance(shop)


def test_what_was_paid_with_points_earns_nothing(shop: PluginShop) -> None:
    shop.grant("ann", "points", "5000", "2026-06-01")
    shop.order("ann", "100", "2026-06-05", items=[SOAP, PHONE], payWith=[{"asset": "points", "amount": "5000"}])

    assert "30" == balance(shop)


@pytest.mark.parametrize(
    ("more", "earned"), [({"brands": ["fair"]}, "200"), ({"categories": [], "skus": ["soap"]}, "60")]
)
def test_brands_and_products_count_as_well_as_categories(more: dict[str, object], earned: str) -> None:
    shop = green({"sustainable_products": {"per": "2", **more}})
    shop.order("ann", "100", "2026-06-05", items=[SOAP, PHONE])

    assert earned == balance(shop)


def test_only_members_who_prefer_it_take_part() -> None:
    settings = {"tag": "eco", "attribute": "prefersGreen"}
    rules = {"eco_actions": {**ACTIONS, **settings}, "sustainable_products": settings}
    shop = green(rules, tags=[{"code": "eco", "name": "Eco"}])
    act(shop, "own_cup")
    shop.order("ann", "30", "2026-06-05", items=[SOAP])
    assert "0" == balance(shop)

    shop.tag("ann", "eco", "2026-06-06")
    act(shop, "own_cup", "2026-06-06")
    assert "5" == balance(shop)
    shop.untag("ann", "eco", "2026-06-07")
    shop.send("ann", "member.updated", "2026-06-07", source="engine", fields={"attributes": {"prefersGreen": True}})
    shop.order("ann", "30", "2026-06-08", items=[SOAP])

    assert "35" == balance(shop)
