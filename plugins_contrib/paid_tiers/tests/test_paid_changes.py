"""Upgrades now, downgrades when what is paid ends, and proration in whole fen, rounded down."""

from decimal import Decimal

import pytest
from paid_kit import BLACK, MONTHLY, PLUS, PaidShop

YEN = {"code": "yen", "price": "1000", "currency": "JPY", "period": "1m", "tier": "plus"}
MORE_YEN = {"code": "more_yen", "price": "3000", "currency": "JPY", "period": "1m", "tier": "black"}
TINY = {"code": "tiny", "price": "1", "currency": "CNY", "period": "1m", "tier": "black", "level": 2}


def test_an_upgrade_counts_what_is_unused_and_says_what_is_to_be_paid() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "149", "2026-01-01", "plus")

    asked = shop.ask("gu", "plan_changed", "2026-04-11", plan="black")

    # 100 of 365 days are used: floor(14900 × 265 / 365) = 10817 fen are left
    assert "PAYMENT_REQUIRED" == asked.code
    assert {"plan": "black", "charge": "621.83", "currency": "CNY", "credit": "108.17"} == asked.data["data"]
    assert "plus" == shop.tier("gu", "paid")
    costs = {offer.code: offer.costs_today for offer in shop.ext("gu")["plans"]}
    assert {"plus": Decimal(149), "black": Decimal("621.83")} == costs


def test_paying_the_higher_plan_upgrades_now_for_a_whole_period() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "149", "2026-01-01", "plus")

    shop.pay("gu", "621.83", "2026-04-11", "black")

    assert ("black", "2027-04-11") == (shop.tier("gu", "paid"), shop.until("gu"))
    assert ("black", "active") == (shop.ext("gu")["current_plan"], shop.status("gu"))


def test_an_upgrade_paid_at_the_full_price_turns_what_was_too_much_into_days() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "149", "2026-01-01", "plus")

    shop.pay("gu", "730", "2026-04-11", "black")

    # 621.83 were due, 108.17 are too much: floor(10817 × 365 / 73000) = 54 days more
    assert ("black", "2027-06-04") == (shop.tier("gu", "paid"), shop.until("gu"))
    # Without the payment its credit still buys floor(419 × 108.17 / 838.17) = 54 days
    shop.refund_fee("gu", "p2", "730", "2026-04-11")
    assert "2026-06-04" == shop.until("gu")


def test_what_a_provider_charges_for_an_upgrade_is_never_too_much() -> None:
    shop = PaidShop(PLUS, BLACK, provider="stripe", stripe_key="sk", stripe_webhook_secret="whsec")
    shop.pay("gu", "149", "2026-01-01", "plus", provider="stripe")

    shop.pay("gu", "730", "2026-04-11", "black", provider="stripe")

    assert ("black", "2027-04-11") == (shop.tier("gu", "paid"), shop.until("gu"))


def test_credit_beyond_the_price_becomes_days() -> None:
    shop = PaidShop(PLUS, TINY)
    shop.pay("gu", "149", "2026-01-01", "plus")

    done = shop.ask("gu", "plan_changed", "2026-04-11", plan="tiny")

    # 108.17 are left, 107.17 beyond the price of 1.00 for 30 days: floor(10717 × 30 / 100) = 3215 days more
    assert "RECORDED" == done.outcome
    assert ("black", "2035-02-28") == (shop.tier("gu", "paid"), shop.until("gu"))


def test_a_currency_without_decimals_is_divided_in_whole_units() -> None:
    shop = PaidShop(YEN, MORE_YEN)
    shop.pay("gu", "1000", "2026-03-01", "yen")

    asked = shop.ask("gu", "plan_changed", "2026-03-11", plan="more_yen")

    # floor(1000 × 21 / 31) = 677
    assert ("2323", "677") == (asked.data["data"]["charge"], asked.data["data"]["credit"])


def test_a_trial_is_worth_nothing() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.ask("gu", "trial_started", "2026-01-01", plan="plus")

    asked = shop.ask("gu", "plan_changed", "2026-01-02", plan="black")

    assert "730.00" == asked.data["data"]["charge"]


def test_a_downgrade_waits_until_what_is_paid_ends() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "730", "2026-01-01", "black")

    shop.ask("gu", "plan_changed", "2026-06-01", plan="plus")

    assert ("black", "2027-01-01", "plus") == (shop.tier("gu", "paid"), shop.until("gu"), shop.ext("gu")["next_plan"])
    shop.pay("gu", "149", "2026-12-31")
    assert ("black", "2027-01-01") == (shop.tier("gu", "paid"), shop.until("gu"))
    shop.clock("2027-01-01T00:00")
    assert ("plus", "2028-01-01") == (shop.tier("gu", "paid"), shop.until("gu"))
    assert ("plus", None, "active") == (shop.ext("gu")["current_plan"], shop.ext("gu")["next_plan"], shop.status("gu"))


def test_a_downgrade_can_be_taken_back() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "730", "2026-01-01", "black")
    shop.ask("gu", "plan_changed", "2026-06-01", plan="plus")

    shop.ask("gu", "plan_changed", "2026-06-02", plan="black")

    assert None is shop.ext("gu")["next_plan"]


def test_from_month_to_year_is_an_upgrade_and_back_is_not() -> None:
    shop = PaidShop(MONTHLY, PLUS)
    shop.pay("gu", "15", "2026-03-01", "monthly")

    asked = shop.ask("gu", "plan_changed", "2026-03-11", plan="plus")

    # floor(1500 × 21 / 31) = 1016 fen
    assert "138.84" == asked.data["data"]["charge"]
    shop.pay("gu", "138.84", "2026-03-11", "plus")
    shop.ask("gu", "plan_changed", "2026-03-12", plan="monthly")
    assert ("2027-03-11", "monthly") == (shop.until("gu"), shop.ext("gu")["next_plan"])


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [({}, "PLUS", "PLUS"), ({"names": {"zh": "年卡"}}, "PLUS", "年卡"), ({"name": ""}, "plus", "plus")],
)
def test_a_plan_is_called_by_its_name_in_each_language(names: dict[str, object], english: str, chinese: str) -> None:
    shop = PaidShop({**PLUS, **names})
    paid = shop.pay("gu", "149", "2026-01-01", "plus")

    asked = shop.ask("gu", "plan_changed", "2026-04-11", plan="plus")

    (entered,) = (effect for said in paid.said.values() for effect in said.get("e", ()) if effect["effect"] == "Enter")
    assert {"en": english, "zh": chinese} == {"zh": entered["why"]["en"], **entered["why"]}
    (refused,) = (effect for said in asked.said.values() for effect in said.get("e", ()))
    assert {"en": f"the member has {english}", "zh": f"当前已是{chinese}"} == refused["message"]
    assert [english] == [offer.name for offer in shop.ext("gu")["plans"]]


@pytest.mark.parametrize(("plan", "code"), [("plus", "SAME_PLAN"), ("gold", "UNKNOWN_PLAN")])
def test_a_change_to_nothing_new_is_refused(plan: str, code: str) -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-01", "plus")

    assert code == shop.ask("gu", "plan_changed", "2026-01-02", plan=plan).code


def test_who_has_no_membership_has_none_to_change() -> None:
    shop = PaidShop(PLUS)

    assert "NOT_A_MEMBER" == shop.ask("gu", "plan_changed", "2026-01-02", plan="plus").code


def test_many_payments_ahead_are_kept_within_the_memory() -> None:
    shop = PaidShop(MONTHLY)

    for number in range(40):
        done = shop.ask("gu", "paid", "2026-01-31", paymentId=f"{number:064}", amount="15", plan="monthly")
        assert "RECORDED" == done.outcome

    assert "2029-05-31" == shop.until("gu")
    assert [] == shop.retries()
