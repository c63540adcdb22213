"""Recipes that depend on the day."""

from tests.docs.plugin_pages.cookbook.recipes import POINTS, shop

LADDER = {
    "code": "main",
    "tiers": [{"code": "silver", "condition": {"test": {"metric": "orders", "op": "GTE", "value": 1}}}],
}


def test_members_with_a_tier_earn_three_times_on_the_member_day() -> None:
    ann = shop("member_day", rules=POINTS, tracks=[LADDER]).member()

    assert {"member_day_18": "the member day is for members with a tier"} == ann.order("30", "2026-05-18").skipped
    assert 90 == ann.order("30", "2026-05-18").earned("points")
    assert {"member_day_18": "not the member day"} == ann.order("30", "2026-05-19").skipped


def test_orders_of_a_weekend_earn_twice() -> None:
    ann = shop("weekend", rules=POINTS).member()

    assert [30, 60, 60, 30] == [
        ann.order("30", day).earned("points") for day in ("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04")
    ]


def test_a_weekend_begins_by_the_clock_of_the_shop() -> None:
    ann = shop("weekend", rules=POINTS, time_zone="Asia/Shanghai").member()

    assert 60 == ann.order("30", "2026-05-01T17:00:00+00:00").earned("points")


def test_welcome_points_end_in_thirty_days_and_others_do_not() -> None:
    members = shop("welcome", rules=POINTS)
    ann = members.member()

    assert 100 == ann.send("member.joined", "2026-05-01").earned("points")
    ann.order("30", "2026-05-02")
    members.pass_time("2026-05-30")
    assert 130 == ann.balance("points")
    members.pass_time("2026-06-01")
    assert 30 == ann.balance("points")
