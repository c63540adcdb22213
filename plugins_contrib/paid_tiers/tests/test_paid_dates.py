"""S5 and PD1: how long a plan lasts, by the merchant's calendar."""

import pytest
from paid_kit import MONTHLY, PLUS, QUARTERLY, PaidShop


@pytest.mark.parametrize(
    ("plan", "on", "until"),
    [
        ("plus", "2026-01-31", "2027-01-31"),
        ("plus", "2028-02-29", "2029-02-28"),
        ("monthly", "2026-01-31", "2026-02-28"),
        ("monthly", "2028-01-31", "2028-02-29"),
        ("quarterly", "2026-11-30", "2027-02-28"),
    ],
)
def test_a_payment_buys_a_period_to_the_day_effective_at_once(plan: str, on: str, until: str) -> None:
    shop = PaidShop(PLUS, MONTHLY, QUARTERLY)

    shop.pay("gu", "149", on, plan)

    assert ("plus", until) == (shop.tier("gu", "paid"), shop.until("gu"))


@pytest.mark.parametrize(("on", "over"), [("2026-01-31", "2026-03-02"), ("2028-01-31", "2028-03-01")])
def test_s5_a_trial_without_payment_is_over_after_thirty_days(on: str, over: str) -> None:
    shop = PaidShop(PLUS)

    shop.ask("gu", "trial_started", on, plan="plus")

    assert over == shop.until("gu")
    assert "trialing" == shop.status("gu", on)
    shop.clock(f"{over}T00:00")
    assert None is shop.tier("gu", "paid")
    assert "expired" == shop.status("gu", over)


def test_s5_29_february_renews_on_28_february_and_comes_back_to_the_29th() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2028-02-29", "plus")

    ends = []
    for day in ("2029-02-27", "2030-02-27", "2031-02-27"):
        shop.pay("gu", "149", day)
        ends.append(shop.until("gu"))

    assert ["2030-02-28", "2031-02-28", "2032-02-29"] == ends


def test_a_monthly_member_since_the_31st_loses_no_days_in_february() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")

    shop.pay("gu", "15", "2026-02-27")

    assert "2026-03-31" == shop.until("gu")


def test_what_is_paid_in_a_trial_begins_when_the_trial_ends() -> None:
    shop = PaidShop(PLUS)
    shop.ask("gu", "trial_started", "2026-01-31", plan="plus")

    shop.pay("gu", "149", "2026-02-10", "plus")

    assert "2027-03-02" == shop.until("gu")
    assert ["2026-01-31"] == [standing.since for standing in shop.standings("gu", "paid")][:1]


def test_the_provider_may_name_the_end() -> None:
    shop = PaidShop(MONTHLY)

    shop.pay("gu", "15", "2026-01-31", "monthly", until="2026-03-01")

    assert "2026-03-01" == shop.until("gu")
