"""Trial, payment, failure, grace, suspension, cancelling, pausing: the billing status, and what the member has, apart."""

from typing import Any

import pytest
from paid_kit import BLACK, MONTHLY, PLUS, PaidShop

from tests.kit.shop import Outcome


def refusal(outcome: Outcome) -> str | None:
    return outcome.code if outcome.outcome == "REFUSED" else None


def test_a_trial_is_had_once_per_person_whichever_the_plan() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.ask("gu", "trial_started", "2026-01-31", plan="plus")

    again = shop.ask("gu", "trial_started", "2026-06-01", plan="black")

    assert ("TRIAL_USED", "2026-01-31") == (refusal(again), again.data["data"]["on"])
    assert False is shop.ext("gu")["trial_available"]
    assert True is shop.ext("li")["trial_available"]


@pytest.mark.parametrize(("plan", "code"), [("gold", "UNKNOWN_PLAN"), ("monthly", "NO_TRIAL")])
def test_a_trial_needs_a_plan_that_has_one(plan: str, code: str) -> None:
    shop = PaidShop(PLUS, MONTHLY)

    assert code == refusal(shop.ask("gu", "trial_started", "2026-01-31", plan=plan))


def test_a_member_needs_no_trial() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-31", "plus")

    assert "ALREADY_MEMBER" == refusal(shop.ask("gu", "trial_started", "2026-02-01", plan="plus"))


def test_without_payment_a_renewing_membership_is_suspended_then_over() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")

    days = ("2026-02-27", "2026-02-28", "2026-03-29", "2026-03-30")

    assert ["active", "suspended", "suspended", "expired"] == [shop.status("gu", day) for day in days]
    shop.clock("2026-03-01")
    assert None is shop.tier("gu", "paid")
    assert [("2026-02-28", {"plan": "monthly", "why": "not renewed"})] == shop.events("gu", "subscription.suspended")


def test_a_failed_renewal_is_in_grace_past_due_and_entitled_then_suspended() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-31", "monthly")

    shop.ask("gu", "payment_failed", "2026-02-27", reason="declined")

    assert ("plus", "2026-03-07") == (shop.tier("gu", "paid"), shop.until("gu"))
    days = ("2026-02-27", "2026-03-06", "2026-03-07")
    assert ["past_due", "past_due", "suspended"] == [shop.status("gu", day) for day in days]
    assert [True, True, False] == [shop.ext("gu", day)["entitled"] for day in days]


def test_a_failure_that_is_told_after_the_end_still_gives_the_grace() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-31", "monthly")

    shop.ask("gu", "payment_failed", "2026-02-28T09:00")

    assert ("plus", "2026-03-07") == (shop.tier("gu", "paid"), shop.until("gu"))


def test_a_payment_in_grace_goes_on_from_the_end_of_what_was_paid() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.ask("gu", "payment_failed", "2026-02-28")

    shop.pay("gu", "15", "2026-03-03")

    assert ("2026-03-31", "active") == (shop.until("gu"), shop.status("gu"))


def test_a_payment_after_suspension_begins_anew() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")

    shop.pay("gu", "15", "2026-03-10")

    assert ("2026-04-10", "active") == (shop.until("gu"), shop.status("gu"))


def test_a_trial_gets_no_grace() -> None:
    shop = PaidShop(PLUS, grace="7d")
    shop.ask("gu", "trial_started", "2026-01-31", plan="plus")

    shop.ask("gu", "payment_failed", "2026-03-01")

    assert "2026-03-02" == shop.until("gu")
    assert "expired" == shop.status("gu", "2026-03-02")


def test_cancelled_at_the_end_of_what_is_paid() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-31", "monthly")

    shop.ask("gu", "cancelled", "2026-02-05", reason="too dear")

    assert ("plus", "2026-02-28", "cancelled") == (shop.tier("gu", "paid"), shop.until("gu"), shop.status("gu"))
    assert False is shop.ext("gu")["renews"]
    shop.clock("2026-02-28")
    assert (None, "expired") == (shop.tier("gu", "paid"), shop.status("gu"))
    assert [("2026-02-28", {"plan": "monthly", "why": "cancelled"})] == shop.events("gu", "subscription.expired")


def test_cancelling_in_grace_ends_the_tier_now() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.ask("gu", "payment_failed", "2026-02-28")

    shop.ask("gu", "cancelled", "2026-03-02")

    assert (None, "expired") == (shop.tier("gu", "paid"), shop.status("gu"))


def test_a_paused_membership_keeps_what_is_paid_and_asks_for_nothing() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.ask("gu", "paused", "2026-02-05")

    days = ("2026-02-27", "2026-02-28", "2026-12-31")

    assert ["paused"] * 3 == [shop.status("gu", day) for day in days]
    assert [True, False, False] == [shop.ext("gu", day)["entitled"] for day in days]
    shop.ask("gu", "resumed", "2026-02-20")
    assert ("active", True) == (shop.status("gu"), shop.ext("gu")["renews"])


ODD: list[tuple[list[str], str, str]] = [
    ([], "cancelled", "NOT_A_MEMBER"),
    ([], "paused", "NOT_A_MEMBER"),
    ([], "resumed", "NOT_A_MEMBER"),
    (["cancelled"], "cancelled", "ALREADY_CANCELLED"),
    (["paused"], "paused", "ALREADY_PAUSED"),
]


@pytest.mark.parametrize(("before", "asked", "code"), ODD)
def test_what_makes_no_sense_is_refused_by_a_code(before: list[str], asked: str, code: str) -> None:
    shop = PaidShop(MONTHLY)
    if before:
        shop.pay("gu", "15", "2026-01-31", "monthly")
    for event in before:
        shop.ask("gu", event, "2026-02-01")

    assert code == refusal(shop.ask("gu", asked, "2026-02-02"))


def test_nothing_is_to_be_resumed_of_an_active_membership() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")

    assert "NOTHING_TO_RESUME" == refusal(shop.ask("gu", "resumed", "2026-02-02"))


def said(outcome: Outcome, rule: str) -> Any:
    return outcome.said[rule]


def test_a_payment_counts_once_under_whichever_key_it_is_told() -> None:
    shop = PaidShop(MONTHLY)
    shop.ask("gu", "paid", "2026-01-31", paymentId="p1", amount="15", plan="monthly", external_id="a")

    shop.ask("gu", "paid", "2026-02-01", paymentId="p1", amount="15", plan="monthly", external_id="b")

    assert "2026-02-28" == shop.until("gu")


@pytest.mark.parametrize("data", [{"plan": "gold"}, {"plan": "monthly", "currency": "USD"}, {}])
def test_money_for_no_plan_makes_no_member(data: dict[str, str]) -> None:
    shop = PaidShop(MONTHLY)

    shop.ask("gu", "paid", "2026-01-31", paymentId="p1", amount="15", **data)

    assert None is shop.tier("gu", "paid")


def test_a_late_payment_counts_from_its_own_day() -> None:
    shop = PaidShop(MONTHLY)
    shop.clock("2026-02-10")

    shop.pay("gu", "15", "2026-01-31", "monthly")

    assert "2026-02-28" == shop.until("gu")


def test_a_payment_of_before_the_membership_that_comes_late_lengthens_it() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")

    shop.pay("gu", "15", "2026-01-20", "monthly")

    assert ("plus", "2026-03-31") == (shop.tier("gu", "paid"), shop.until("gu"))
    assert 1 == len(shop.events("gu", "tier.changed"))


def test_a_failure_told_after_its_payment_was_made_changes_nothing() -> None:
    shop = PaidShop(MONTHLY, grace="7d")
    shop.pay("gu", "15", "2026-01-01", "monthly")
    shop.pay("gu", "15", "2026-02-01T10:05")

    shop.ask("gu", "payment_failed", "2026-02-01T10:00", paymentId="p2")

    assert ("active", "2026-03-01") == (shop.status("gu"), shop.until("gu"))


def test_what_is_cancelled_is_not_paused() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-01", "monthly")
    shop.ask("gu", "cancelled", "2026-01-02")

    assert "ALREADY_CANCELLED" == shop.ask("gu", "paused", "2026-01-03").code


@pytest.mark.parametrize(
    ("before", "asked", "on", "why"),
    [([], "cancelled", "2026-02-02", "cancelled"), (["paused"], "resumed", "2026-06-01", "not renewed")],
)
def test_an_end_without_a_tier_is_told_too(before: list[str], asked: str, on: str, why: str) -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-01", "monthly")
    for event in before:
        shop.ask("gu", event, "2026-01-02")
    shop.clock(on)
    assert [] == shop.events("gu", "subscription.expired")

    shop.ask("gu", asked, on)

    assert "expired" == shop.status("gu")
    assert [(on, {"plan": "monthly", "why": why})] == shop.events("gu", "subscription.expired")
