"""Recipes with a job: whom it finds, and what the rule gives."""

from tests.docs.plugin_pages.cookbook.recipes import coupon, shop


def test_a_birthday_brings_points_for_a_month() -> None:
    members = shop("birthday")
    ann = members.member(birthday="1990-05-12")
    members.member(birthday="1990-05-13")
    members.member()

    assert [] == members.run_job("birthday_morning", "2026-05-11")
    (said,) = members.run_job("birthday_morning", "2026-05-12")

    assert 50 == said.earned("points")
    members.pass_time("2026-06-12")
    assert 0 == ann.balance("points")


def test_a_leap_day_is_kept_on_the_28th() -> None:
    members = shop("birthday")
    members.member(birthday="2000-02-29")

    assert [1, 0] == [len(members.run_job("birthday_morning", day)) for day in ("2026-02-28", "2026-03-01")]


def test_customers_of_the_last_year_are_greeted() -> None:
    members = shop("weekly_greeting")
    ann, bea = members.member(), members.member()
    ann.order("10", "2026-05-01")

    members.run_job("monday_morning", "2026-05-04")
    assert (1, 0) == (len(ann.happened("greeting.due")), len(bea.happened("greeting.due")))
    assert [] == members.run_job("monday_morning", "2027-05-10")


def test_who_stays_away_gets_a_coupon_and_who_never_came_does_not() -> None:
    members = shop("come_back", coupons=[coupon("come-back")])
    ann, bea = members.member(), members.member()
    ann.order("10", "2026-01-05")

    assert [] == members.run_job("missing", "2026-04-04")
    members.run_job("missing", "2026-04-05")
    assert (["come-back"], []) == ([kind for kind, *_ in ann.coupons], bea.coupons)
    ann.order("10", "2026-04-06")
    assert [] == members.run_job("missing", "2026-04-07")


def test_a_month_without_refunds_is_thanked_for() -> None:
    members = shop("calm_month")
    ann, bea, cid = members.member(), members.member(), members.member()
    ann.order("10", "2026-05-10")
    bea.order("10", "2026-05-10", number="b1")
    bea.refund("3", "2026-05-12", order="b1")

    (said,) = members.run_job("calm_months", "2026-06-01")

    assert 10 == said.earned("points")
    assert [10, 0, 0] == [member.balance("points") for member in (ann, bea, cid)]
