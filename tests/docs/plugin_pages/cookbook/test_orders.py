"""Recipes that answer orders."""

from decimal import Decimal

from headless.plugins.testing import Member
from tests.docs.plugin_pages.cookbook.recipes import CUP_FOR_TEN, coupon, line, shop


def kinds_of_usable(member: Member) -> list[str]:
    return [kind for kind, _, state in member.coupons if state == "USABLE"]


def test_every_third_order_brings_a_free_delivery() -> None:
    ann = shop("three_in_a_row", coupons=[coupon("free-delivery", discount={"delivery": True})]).member()

    assert {"three_in_a_row": "1 of 3 orders"} == ann.order("12").skipped
    ann.order("12")
    assert [] == ann.coupons
    ann.order("12")
    assert ["free-delivery"] == kinds_of_usable(ann)


def test_a_round_is_paid_once_if_an_order_goes_back_and_is_made_up_for() -> None:
    ann = shop("three_in_a_row", coupons=[coupon("free-delivery", discount={"delivery": True})]).member()
    for number in "123":
        ann.order("12", number=number)
    ann.refund("12", order="1")

    ann.order("12")

    assert ["free-delivery"] == kinds_of_usable(ann)


def test_the_free_delivery_stays_if_the_third_order_goes_back_and_comes_no_second_time() -> None:
    ann = shop("three_in_a_row", coupons=[coupon("free-delivery", discount={"delivery": True})]).member()
    for number in "123":
        ann.order("12", number=number)

    ann.refund("12", order="3")

    assert ["free-delivery"] == kinds_of_usable(ann)
    ann.order("12")
    assert ["free-delivery"] == kinds_of_usable(ann)


def test_an_order_of_fifty_brings_a_swap_buy() -> None:
    ann = shop("swap_buy", coupons=[CUP_FOR_TEN]).member()

    assert {"swap_buy": "for orders of 50 or more"} == ann.order("49.99").skipped
    ann.order("50", number="o1")
    assert ["cup-for-ten"] == kinds_of_usable(ann)
    ann.refund("50", order="o1")
    assert [] == kinds_of_usable(ann)


def test_each_full_hundred_is_a_coupon() -> None:
    ann = shop("spend_and_get", coupons=[coupon("ten-off")]).member()

    assert {"spend_and_get": "less than 100"} == ann.order("99.99").skipped
    ann.order("250")
    assert ["ten-off"] * 2 == kinds_of_usable(ann)
    ann.order("900")
    assert 7 == len(ann.coupons)


def test_gift_cards_bring_no_coupons() -> None:
    ann = shop("spend_and_get", coupons=[coupon("ten-off")]).member()

    said = ann.order("120", items=[{**line("card", "100"), "earns": False}, line("tea", "20")])

    assert {"spend_and_get": "less than 100"} == said.skipped


def test_five_per_cent_come_back_up_to_twenty_a_month() -> None:
    ann = shop("money_back").member()

    assert 5 == ann.order("100", "2026-05-02", number="o1").earned("cashback")
    assert 15 == ann.order("400", "2026-05-20").earned("cashback")
    assert {"money_back": "all of this month's 20 is given"} == ann.order("10", "2026-05-31").skipped
    assert Decimal("0.50") == ann.order("10", "2026-06-01").earned("cashback")
    assert Decimal("-2.50") == ann.refund("50", "2026-06-02", order="o1").earned("cashback")


def test_the_first_tea_earns_once() -> None:
    ann = shop("first_of_category").member()
    tea, milk = line("leaves", "10", "tea"), line("milk", "2", "dairy")

    assert 0 == ann.order("2", items=[milk]).earned("points")
    assert 100 == ann.order("12", number="o1", items=[tea, milk]).earned("points")
    assert 0 == ann.order("10", number="o2", items=[tea]).earned("points")
    assert 0 == ann.refund("2", order="o1", items=[milk]).earned("points")
    assert -100 == ann.refund("10", order="o1", items=[tea]).earned("points")


def test_a_first_tea_that_went_back_does_not_count() -> None:
    ann = shop("first_of_category").member()
    ann.order("10", number="o1", items=[line("leaves", "10", "tea")])
    ann.refund("10", order="o1")

    assert 100 == ann.order("10", items=[line("leaves", "10", "tea")]).earned("points")


def test_refills_earn_leaves_and_give_them_back() -> None:
    ann = shop("refills").member()
    refills = [line("soap", "6", "refill", "2"), line("oil", "4", "refill")]

    assert 6 == ann.order("15", number="o1", items=[*refills, line("tea", "5")]).earned("leaves")
    assert {"refills": "nothing was refilled"} == ann.order("5", items=[line("tea", "5")]).skipped
    assert -6 == ann.refund("15", order="o1").earned("leaves")
