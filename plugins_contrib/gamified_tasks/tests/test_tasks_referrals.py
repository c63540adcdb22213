"""Referrals are paid on success, to both sides, and never to oneself."""

import pytest
from tasks_kit import playing, points

from tests.kit.plugin_shop import PluginShop


@pytest.fixture
def shop() -> PluginShop:
    shop = playing({"referral": {"order_least": "20"}})
    shop.send("ann", "member.joined", "2026-01-01")
    return shop


def come(shop: PluginShop, friend: str = "bob", on: str = "2026-01-10", by: str = "ann") -> None:
    """Let a friend join on a member's referral."""
    shop.send(friend, "member.joined", on)
    shop.send(by, "referral.joined", on, referred=shop.id(friend))


def test_both_are_paid_when_the_first_order_is(shop: PluginShop) -> None:
    come(shop)
    assert ("0", "0") == (points(shop, "ann"), points(shop, "bob"))

    shop.order("bob", "20", "2026-01-11")
    shop.order("bob", "20", "2026-01-12")

    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))


def test_a_small_order_is_no_success(shop: PluginShop) -> None:
    come(shop)
    shop.order("bob", "19.99", "2026-01-11")

    assert ("0", "0") == (points(shop, "ann"), points(shop, "bob"))


def test_nobody_refers_themselves(shop: PluginShop) -> None:
    answer = shop.send("ann", "referral.joined", "2026-01-02", referred=shop.id("ann"))
    shop.order("ann", "50", "2026-01-03")

    assert ("INVALID", "SELF_REFERRAL", "0") == (answer.outcome, answer.code, points(shop))


def test_the_first_who_refers_is_the_one(shop: PluginShop) -> None:
    come(shop)
    shop.send("cat", "referral.joined", "2026-01-10", referred=shop.id("bob"))
    shop.order("bob", "20", "2026-01-11")

    assert ("500", "0") == (points(shop, "ann"), points(shop, "cat"))


def test_a_member_of_long_standing_is_not_new(shop: PluginShop) -> None:
    shop.send("bob", "member.joined", "2026-01-01")
    shop.send("ann", "referral.joined", "2026-02-01", referred=shop.id("bob"))
    shop.order("bob", "20", "2026-02-01")

    assert ("0", "0") == (points(shop, "ann"), points(shop, "bob"))


def test_two_cannot_refer_one_another(shop: PluginShop) -> None:
    come(shop, on="2026-02-10")
    shop.send("bob", "referral.joined", "2026-02-11", referred=shop.id("ann"))
    shop.order("ann", "20", "2026-02-12")
    shop.order("bob", "20", "2026-02-12")

    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))


def test_two_newcomers_cannot_refer_one_another(shop: PluginShop) -> None:
    come(shop, on="2026-01-02")
    shop.send("bob", "referral.joined", "2026-01-03", referred=shop.id("ann"))
    shop.order("ann", "20", "2026-01-04")
    shop.order("bob", "20", "2026-01-04")

    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))


def test_a_referral_that_came_to_nothing_does_not_block_a_good_one(shop: PluginShop) -> None:
    """Bob tried to refer Ann, who has long been a member. Later Ann's referral of the newcomer Bob counts."""
    shop.send("bob", "member.joined", "2026-03-01")
    shop.send("bob", "referral.joined", "2026-03-01", referred=shop.id("ann"))
    shop.send("ann", "referral.joined", "2026-03-02", referred=shop.id("bob"))
    shop.order("bob", "20", "2026-03-03")

    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))


def test_a_referral_of_one_who_came_by_another_does_not_block_a_good_one(shop: PluginShop) -> None:
    """Cat brought Ann. Bob's attempt to refer her came to nothing, so Ann may bring Bob."""
    shop.send("cat", "referral.joined", "2026-01-02", referred=shop.id("ann"))
    shop.send("bob", "member.joined", "2026-01-03")
    shop.send("bob", "referral.joined", "2026-01-03", referred=shop.id("ann"))
    shop.send("ann", "referral.joined", "2026-01-04", referred=shop.id("bob"))
    shop.order("bob", "20", "2026-01-05")

    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))


def test_an_order_before_the_news_of_the_referral_counts(shop: PluginShop) -> None:
    shop.send("bob", "member.joined", "2026-01-10")
    shop.order("bob", "20", "2026-01-10", number="o1")
    shop.send("ann", "referral.joined", "2026-01-11", referred=shop.id("bob"))
    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))

    shop.refund("bob", "20", "2026-01-12", order="o1")

    assert ("0", "0") == (points(shop, "ann"), points(shop, "bob"))


def test_a_refund_takes_both_back_and_the_next_order_makes_it_good(shop: PluginShop) -> None:
    come(shop)
    shop.order("bob", "20", "2026-01-11", number="o1")
    shop.refund("bob", "5", "2026-01-12", order="o1")
    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))
    shop.refund("bob", "15", "2026-01-12", order="o1")
    assert ("0", "0") == (points(shop, "ann"), points(shop, "bob"))

    shop.order("bob", "20", "2026-01-13", number="o2")
    shop.order("bob", "20", "2026-01-14", number="o3")

    assert ("500", "100") == (points(shop, "ann"), points(shop, "bob"))
