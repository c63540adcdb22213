"""S6 and PD10: ten times the points while it lasts, combined with other boosts, savings, and membership by top-up (PD14)."""

from decimal import Decimal

import pytest
from paid_kit import PLUS, PaidShop
from paid_tiers.rules.topups import REFUNDED

from tests.kit.setup import Ruling

MEMBER_DAY = Ruling("member_day", {"weekdays": [4]})
THURSDAY = "2026-01-01"


@pytest.mark.parametrize(
    ("stacking", "earned", "applied"), [("MAX", "1000", "10"), ("MULTIPLY", "2000", "20"), ("ADD", "1100", "11")]
)
def test_s6_ten_times_beside_a_member_day(stacking: str, earned: str, applied: str) -> None:
    shop = PaidShop(PLUS, rules=[MEMBER_DAY], stacking=stacking)
    shop.pay("gu", "149", "2025-12-31", "plus")

    done = shop.order("gu", "100.00", THURSDAY)

    assert earned == shop.asset("gu", "points").available
    assert applied == done.said["points_per_spend"]["e"][0]["times"]
    assert stacking == done.said["member_day"]["e"][0]["stacking"]


def test_ten_times_while_it_lasts() -> None:
    shop = PaidShop(PLUS)
    shop.order("gu", "1.00", "2026-01-30")
    shop.pay("gu", "149", "2026-01-31", "plus")
    shop.order("gu", "1.00", "2027-01-30")
    shop.order("gu", "1.00", "2027-01-31")

    assert ["1", "10", "1"] == [amount for _, amount, _ in shop.entries("gu", "points")]


def test_a_late_order_is_judged_by_its_own_day() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-31", "plus")
    shop.clock("2026-02-05")

    shop.order("gu", "1.00", "2026-01-30")
    shop.order("gu", "1.00", "2026-02-01")

    assert ["1", "10"] == [amount for _, amount, _ in shop.entries("gu", "points")]


def test_a_late_order_of_a_period_that_is_over_earns_as_a_members() -> None:
    shop = PaidShop({**PLUS, "period": "1m", "price": "15"})
    shop.pay("gu", "15", "2026-01-31", "plus")
    shop.pay("gu", "15", "2026-02-27")
    shop.pay("gu", "15", "2026-03-30")

    shop.order("gu", "1.00", "2026-02-01")

    assert "10" == shop.asset("gu", "points").available


def test_a_trial_earns_ten_times_too_and_a_cancelled_member_until_the_end() -> None:
    shop = PaidShop(PLUS)
    shop.ask("gu", "trial_started", "2026-01-31", plan="plus")
    shop.ask("gu", "cancelled", "2026-02-01")

    shop.order("gu", "1.00", "2026-02-02")

    assert "10" == shop.asset("gu", "points").available


def test_savings_add_up_until_the_fee_has_come_back() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-31", "plus")

    shop.ask("gu", "saved", "2026-02-01", amount="99.50", why="member price")
    shop.ask("gu", "saved", "2026-02-02", amount="6")

    assert (Decimal("105.50"), Decimal("43.50")) == (shop.ext("gu")["saved"], shop.ext("gu")["still_to_save"])


STEPS = {
    "steps": [
        {"from": "500", "tier": "silver", "validity": "6m"},
        {"from": "1000", "tier": "silver", "validity": "1y"},
        {"from": "5000", "tier": "gold", "validity": "1y"},
    ]
}


@pytest.mark.parametrize(
    ("amount", "tier", "until"),
    [
        ("499.99", None, None),
        ("500", "silver", "2026-07-31"),
        ("1000", "silver", "2027-01-31"),
        ("9000", "gold", "2027-01-31"),
    ],
)
def test_pd14_the_amount_paid_in_decides_tier_and_validity(amount: str, tier: str | None, until: str | None) -> None:
    shop = PaidShop(top_up=STEPS)

    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount=amount)

    standing = shop.standing("gu", "stored_value")
    assert (tier, until) == ((standing.tier, standing.until) if standing else (None, None))


def test_pd14_paying_in_again_adds_to_what_is_left() -> None:
    shop = PaidShop(top_up=STEPS)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="500")

    shop.send("gu", "topup.paid", "2026-02-28", paymentId="t2", amount="1000")

    standing = shop.standing("gu", "stored_value")
    assert standing is not None
    assert ("silver", "2027-07-31") == (standing.tier, standing.until)


def test_pd14_a_small_amount_takes_no_higher_membership_away() -> None:
    shop = PaidShop(top_up=STEPS)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="5000")

    shop.send("gu", "topup.paid", "2026-02-28", paymentId="t2", amount="500")

    assert "gold" == shop.tier("gu", "stored_value")
    shop.clock("2027-01-31")
    assert None is shop.tier("gu", "stored_value")


def test_pd14_paying_in_the_smaller_amount_once_more_adds_its_own_time() -> None:
    shop = PaidShop(top_up=STEPS)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="1000")

    shop.send("gu", "topup.paid", "2026-02-28", paymentId="t2", amount="500")

    standing = shop.standing("gu", "stored_value")
    assert standing is not None
    assert ("silver", "2027-07-31") == (standing.tier, standing.until)


TOLD = pytest.mark.parametrize(
    "told", [("topup.refunded",), ("subscription.topup_refunded",), REFUNDED, REFUNDED[::-1]]
)
"""The events that tell of a refund: the core's, this plugin's, or both."""


def back(shop: PaidShop, payment: str, amount: str, on: str, told: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Refund a top-up. Return the tier then, and until when."""
    for type_ in told:
        shop.send("gu", type_, on, refundId=f"r-{payment}-{amount}", paymentId=payment, amount=amount)
    standing = shop.standing("gu", "stored_value")
    assert standing is not None
    return standing.tier, standing.until


@TOLD
def test_pd14_a_top_up_that_is_given_back_takes_its_membership_along(told: tuple[str, ...]) -> None:
    shop = PaidShop(top_up=STEPS)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="500")
    shop.send("gu", "topup.paid", "2026-02-28", paymentId="t2", amount="9000")
    assert "gold" == shop.tier("gu", "stored_value")

    assert ("silver", "2026-07-31") == back(shop, "t2", "9000", "2026-03-01", told)
    assert None is back(shop, "t1", "500", "2026-03-02", told)[0]
    shop.send("gu", "topup.paid", "2026-03-03", paymentId="t3", amount="500")

    assert "silver" == shop.tier("gu", "stored_value")


@TOLD
def test_pd14_of_a_part_that_is_given_back_the_rest_counts(told: tuple[str, ...]) -> None:
    shop = PaidShop(top_up=STEPS)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="5000")

    assert ("silver", "2027-01-31") == back(shop, "t1", "1", "2026-03-01", told)
    assert ("silver", "2026-07-31") == back(shop, "t1", "4000", "2026-03-01", told)
    assert None is back(shop, "t1", "500", "2026-03-02", told)[0]


@TOLD
def test_pd14_the_money_goes_with_the_cores_event_alone(told: tuple[str, ...]) -> None:
    shop = PaidShop(top_up=STEPS)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="1000", bonus="100")

    back(shop, "t1", "500", "2026-03-01", told)

    assert ("550.00" if "topup.refunded" in told else "1100.00") == shop.asset("gu", "balance").balance


def test_pd14_more_than_was_paid_in_takes_nothing_back() -> None:
    shop, told = PaidShop(top_up=STEPS), ("subscription.topup_refunded",)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="500")

    assert ("silver", "2026-07-31") == back(shop, "t1", "501", "2026-03-01", told)
    assert None is back(shop, "t1", "1", "2026-03-02", told)[0]
    assert None is back(shop, "t1", "500", "2026-03-03", told)[0]


def test_pd14_a_refund_of_too_much_leaves_room_for_the_right_one() -> None:
    shop, told = PaidShop(top_up=STEPS), ("subscription.topup_refunded",)
    shop.send("gu", "topup.paid", "2026-01-31", paymentId="t1", amount="1000")

    assert ("silver", "2027-01-31") == back(shop, "t1", "1001", "2026-03-01", told)
    assert ("silver", "2026-07-31") == back(shop, "t1", "400", "2026-03-02", told)
    assert ("silver", "2026-07-31") == back(shop, "t1", "601", "2026-03-03", told)
