"""A full refund of a fee takes the unused time back. A partial one does not."""

from paid_kit import BLACK, MONTHLY, PLUS, PaidShop


def test_a_full_refund_ends_the_membership_now() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-01", "plus")

    shop.refund_fee("gu", "p1", "149", "2026-01-05")

    assert (None, "expired", False) == (shop.tier("gu", "paid"), shop.status("gu"), shop.ext("gu")["entitled"])
    assert [("2026-01-05", {"plan": "plus", "why": "refunded"})] == shop.events("gu", "subscription.expired")


def test_a_partial_refund_leaves_the_time_and_lowers_the_credit() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "149", "2026-01-01", "plus")

    shop.refund_fee("gu", "p1", "49", "2026-01-05")

    assert ("plus", "2027-01-01") == (shop.tier("gu", "paid"), shop.until("gu"))
    # floor(10000 × 265 / 365)
    asked = shop.ask("gu", "plan_changed", "2026-04-11", plan="black")
    assert "72.60" == asked.data["data"]["credit"]


def test_two_partial_refunds_make_a_full_one() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-01", "plus")
    shop.refund_fee("gu", "p1", "49", "2026-01-05")

    shop.refund_fee("gu", "p1", "100", "2026-01-06")

    assert None is shop.tier("gu", "paid")


def test_a_refund_of_a_period_ahead_shortens_by_it() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.pay("gu", "15", "2026-02-01")

    shop.refund_fee("gu", "p2", "15", "2026-02-02")

    assert ("plus", "2026-02-28", "active") == (shop.tier("gu", "paid"), shop.until("gu"), shop.status("gu"))


def test_a_refund_of_the_present_period_moves_the_later_one_up() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.pay("gu", "15", "2026-02-01")

    shop.refund_fee("gu", "p1", "15", "2026-02-10")

    # the second month has 31 days, from 28 February to 31 March
    assert ("plus", "2026-03-13") == (shop.tier("gu", "paid"), shop.until("gu"))


def test_a_refund_of_what_is_used_up_changes_nothing() -> None:
    shop = PaidShop(MONTHLY)
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.pay("gu", "15", "2026-02-27")

    shop.refund_fee("gu", "p1", "15", "2026-03-05")

    assert "2026-03-31" == shop.until("gu")


def test_after_a_refund_one_may_pay_again() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-01", "plus")
    shop.refund_fee("gu", "p1", "149", "2026-01-05")

    shop.pay("gu", "149", "2026-02-01", "plus")

    assert ("plus", "2027-02-01", "active") == (shop.tier("gu", "paid"), shop.until("gu"), shop.status("gu"))


def test_an_upgrade_is_refunded_as_a_whole() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.pay("gu", "149", "2026-01-01", "plus")
    shop.pay("gu", "621.83", "2026-04-11", "black")

    shop.refund_fee("gu", "p2", "621.83", "2026-04-12")
    assert "black" == shop.tier("gu", "paid")
    shop.refund_fee("gu", "p1", "108.17", "2026-04-12")

    assert None is shop.tier("gu", "paid")


def test_an_upgrade_whose_payment_goes_back_leaves_the_days_that_the_credit_buys() -> None:
    shop = PaidShop(MONTHLY, PLUS)
    shop.pay("gu", "15", "2026-01-01", "monthly")
    # floor(1500 × 16 / 31) = 774 fen are unused
    shop.pay("gu", "141.26", "2026-01-16", "plus")

    shop.refund_fee("gu", "p2", "41.26", "2026-01-17")
    assert "2027-01-16" == shop.until("gu")
    shop.refund_fee("gu", "p2", "100", "2026-01-18")

    # floor(7.74 × 365 / 149) = 18 days of it
    assert ("plus", "2026-02-03") == (shop.tier("gu", "paid"), shop.until("gu"))


def test_an_upgrade_that_goes_back_when_its_credit_is_used_up_ends_now() -> None:
    shop = PaidShop(MONTHLY, PLUS)
    shop.pay("gu", "15", "2026-01-01", "monthly")
    shop.pay("gu", "141.26", "2026-01-16", "plus")

    shop.refund_fee("gu", "p2", "141.26", "2026-02-03")

    assert (None, "expired") == (shop.tier("gu", "paid"), shop.status("gu"))


def test_a_payment_told_after_its_refund_buys_nothing() -> None:
    shop = PaidShop(PLUS)
    shop.refund_fee("gu", "p1", "149", "2026-01-05")

    shop.pay("gu", "149", "2026-01-01", "plus")

    assert (None, None) == (shop.tier("gu", "paid"), shop.status("gu"))


def test_a_payment_told_after_a_refund_in_part_counts_with_what_is_left() -> None:
    shop = PaidShop(PLUS, BLACK)
    shop.refund_fee("gu", "p1", "49", "2026-01-05")

    shop.pay("gu", "149", "2026-01-01", "plus")

    asked = shop.ask("gu", "plan_changed", "2026-04-11", plan="black")
    assert ("plus", "72.60") == (shop.tier("gu", "paid"), asked.data["data"]["credit"])
