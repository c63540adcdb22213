"""Three orders in a row bring free delivery once, and a refund takes it back."""

import pytest
from tasks_kit import playing, points

from tests.kit.plugin_shop import PluginShop
from tests.kit.rewards import benefit

FREE_DELIVERY = benefit("free_delivery", quota=0)


def hungry(**settings: object) -> PluginShop:
    """Open a food delivery: three orders in a row, free delivery for the next within 30 days."""
    return playing({"order_streak": {"benefit": "free_delivery", "valid": "30d", **settings}}, benefits=[FREE_DELIVERY])


def eat(shop: PluginShop, *days: str) -> None:
    """Order on each day, numbered by it."""
    for on in days:
        shop.order("ann", "30", on, number=on)


def test_the_third_order_in_a_row_brings_free_delivery() -> None:
    shop = hungry()
    eat(shop, "2026-01-01", "2026-01-02")
    assert 0 == shop.granted("ann", "free_delivery")

    eat(shop, "2026-01-05")

    assert 1 == shop.granted("ann", "free_delivery")
    shop.clock("2026-02-04T00:00")
    assert 0 == shop.granted("ann", "free_delivery")


def test_each_order_counts_in_one_row() -> None:
    shop = hungry()
    eat(shop, *(f"2026-01-0{day}" for day in range(1, 7)))

    assert 2 == shop.granted("ann", "free_delivery")


def test_a_long_pause_begins_the_row_anew() -> None:
    shop = hungry()
    eat(shop, "2026-01-01", "2026-01-02", "2026-02-02")
    assert (1, 3) == (shop.ext("ann", "orders_in_a_row").orders, shop.ext("ann", "orders_in_a_row").of)

    eat(shop, "2026-03-04", "2026-04-03")

    assert 1 == shop.granted("ann", "free_delivery")


@pytest.mark.parametrize("refunded", ["2026-01-01", "2026-01-02", "2026-01-03"])
@pytest.mark.parametrize(("policy", "left"), [("TAKE_BACK", 0), ("KEEP", 1)])
def test_when_one_of_the_three_is_refunded_it_is_taken_back_or_kept(refunded: str, policy: str, left: int) -> None:
    shop = hungry(on_refund=policy)
    eat(shop, "2026-01-01", "2026-01-02", "2026-01-03")
    shop.refund("ann", "30", "2026-01-04", order=refunded)

    assert left == shop.granted("ann", "free_delivery")

    eat(shop, "2026-01-05", "2026-01-06")
    assert left == shop.granted("ann", "free_delivery")
    eat(shop, "2026-01-07")

    assert left + 1 == shop.granted("ann", "free_delivery")


def test_what_was_used_before_the_refund_stays_used_and_is_not_given_again() -> None:
    shop = hungry()
    eat(shop, "2026-01-01", "2026-01-02", "2026-01-03")
    assert "RECORDED" == shop.use("ann", "free_delivery", "2026-01-04").outcome
    shop.refund("ann", "30", "2026-01-05", order="2026-01-02")
    eat(shop, "2026-01-06", "2026-01-07")

    assert 0 == shop.granted("ann", "free_delivery")


def test_a_refund_before_the_row_is_complete_shortens_it() -> None:
    shop = hungry()
    eat(shop, "2026-01-01", "2026-01-02")
    shop.refund("ann", "30", "2026-01-02", order="2026-01-02")
    eat(shop, "2026-01-03")
    assert 0 == shop.granted("ann", "free_delivery")

    eat(shop, "2026-01-04")

    assert 1 == shop.granted("ann", "free_delivery")


def test_a_part_that_is_given_back_changes_nothing() -> None:
    shop = hungry()
    eat(shop, "2026-01-01", "2026-01-02", "2026-01-03")
    shop.refund("ann", "29", "2026-01-04", order="2026-01-03")

    assert 1 == shop.granted("ann", "free_delivery")


def test_points_for_a_row_stay_whole_when_a_part_of_an_order_is_given_back() -> None:
    shop = playing({"order_streak": {"amount": "90"}})
    eat(shop, "2026-01-01", "2026-01-02", "2026-01-03")
    shop.refund("ann", "15", "2026-01-04", order="2026-01-03")
    assert "90" == points(shop)

    shop.refund("ann", "15", "2026-01-04", order="2026-01-03")

    assert "0" == points(shop)


def test_an_order_that_is_told_late_moves_no_deadline_forward() -> None:
    shop = hungry()
    eat(shop, "2026-03-01", "2026-02-10")
    assert "2026-03-31" == shop.ext("ann", "orders_in_a_row").deadline.isoformat()

    eat(shop, "2026-03-25")

    assert 1 == shop.granted("ann", "free_delivery")


def test_without_a_reward_nothing_is_counted() -> None:
    shop = playing({"order_streak": {}})
    said = shop.order("ann", "30", "2026-01-01").said["order_streak"]

    assert {"en": "no reward is set", "zh": "未设置奖励"} == said["s"]


def test_the_front_end_sees_the_row_and_by_when_the_next_order_must_come() -> None:
    shop = hungry()
    eat(shop, "2026-01-01", "2026-01-02")
    row = shop.ext("ann", "orders_in_a_row")

    assert (2, 3, "2026-02-01", "free_delivery") == (row.orders, row.of, row.deadline.isoformat(), row.reward.benefit)
