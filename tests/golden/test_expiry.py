"""S14: what is unused goes, by four policies; a reminder comes 30 days before; what is held stays until it is given back."""

import pytest

from tests.golden.conftest import Opening
from tests.kit.setup import kind, points
from tests.kit.shop import Shop as Story

QUARTERLY = kind("points", expiry={"sweep": {"every": "QUARTER", "minAge": "90d"}})


@pytest.mark.parametrize(
    ("expiry", "earned_on", "last_day", "first_day_without"),
    [
        ({"on": "2026-07-01"}, "2026-01-15", "2026-06-30", "2026-07-01"),
        ({"after": "30d"}, "2026-01-31", "2026-03-01", "2026-03-02"),
        ({"after": "1m"}, "2026-01-31", "2026-02-27", "2026-02-28"),
        ({"after": "1y"}, "2028-02-29", "2029-02-27", "2029-02-28"),
        ({"sweep": {"every": "QUARTER", "minAge": "90d"}}, "2026-01-01", "2026-03-31", "2026-04-01"),
        ({"sweep": {"every": "QUARTER", "minAge": "90d"}}, "2026-01-02", "2026-06-30", "2026-07-01"),
        ({"sweep": {"every": "YEAR", "minAge": "90d"}}, "2026-10-03", "2026-12-31", "2027-01-01"),
        ({"sweep": {"every": "YEAR", "minAge": "90d"}}, "2026-10-04", "2027-12-31", "2028-01-01"),
    ],
)
def test_s14_points_go_at_the_start_of_their_last_day(
    open_shop: Opening, expiry: dict[str, object], earned_on: str, last_day: str, first_day_without: str
) -> None:
    shop = open_shop(kinds=[kind("points", expiry=expiry)], rules=[points()])
    shop.order("he", "100.00", earned_on)

    shop.clock(f"{last_day}T23:59")
    assert shop.asset("he", "points").available == "100"
    shop.clock(f"{first_day_without}T00:00")

    gone = shop.asset("he", "points")
    assert (gone.available, gone.expired, gone.balance) == ("0", "100", "0")
    assert shop.entries("he", "points")[-1] == ("EXPIRE", "-100", "breakage")


def test_s14_without_a_policy_points_stay(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.order("he", "100.00", "2026-01-01")

    shop.clock("2050-01-01")

    assert shop.asset("he", "points").available == "100"


def test_s14_at_the_quarters_end_old_lots_go_and_young_ones_stay(open_shop: Opening) -> None:
    shop = open_shop(kinds=[QUARTERLY], rules=[points()])
    shop.order("he", "100.00", "2026-01-01")
    shop.order("he", "70.00", "2026-02-01")

    shop.clock("2026-04-01")

    assert shop.lots("he", "points") == [("70", "house", "2026-07-01")]


def test_s14_a_reminder_comes_thirty_days_before_and_once(open_shop: Opening) -> None:
    shop = open_shop(kinds=[QUARTERLY], rules=[points()])
    shop.order("he", "100.00", "2026-01-01")

    shop.clock("2026-03-01")
    assert shop.events("he", "asset.expiring") == []
    shop.clock("2026-03-02T00:00")
    shop.clock("2026-03-20")
    shop.clock("2026-05-01")

    reminder = ("2026-03-02", {"asset": "points", "amount": "100", "on": "2026-04-01"})
    assert shop.events("he", "asset.expiring") == [reminder]


def reminded(shop: Story) -> list[tuple[str, str, str]]:
    """Return the reminders of expiring points: when, how many, until when."""
    return [(on, data["amount"], data["on"]) for on, data in shop.events("he", "asset.expiring")]


@pytest.mark.parametrize("days", ["20d", "30d"])
def test_lots_that_live_no_longer_than_the_reminder_comes_ahead_are_announced_at_once(
    open_shop: Opening, days: str
) -> None:
    shop = open_shop(kinds=[kind("points", expiry={"after": days})], rules=[points()])
    shop.order("he", "100.00", "2026-01-01")
    ends = "2026-01-21" if days == "20d" else "2026-01-31"

    assert reminded(shop) == [("2026-01-01", "100", ends)]
    shop.clock("2026-01-10")
    shop.order("he", "7.00", "2026-01-10")
    shop.clock("2026-03-01")

    assert reminded(shop)[0] == ("2026-01-01", "100", ends)
    assert [(on, amount) for on, amount, _ in reminded(shop)[1:]] == [("2026-01-10", "7")]


def test_later_lots_of_a_sweep_are_announced_at_once_and_once(open_shop: Opening) -> None:
    short = kind("points", expiry={"sweep": {"every": "QUARTER", "minAge": "10d"}})
    shop = open_shop(kinds=[short], rules=[points()])
    shop.order("he", "100.00", "2026-01-01")
    shop.clock("2026-03-05")
    shop.order("he", "50.00", "2026-03-10")
    shop.order("he", "5.00", "2026-03-20")
    shop.clock("2026-05-01")

    assert reminded(shop) == [
        ("2026-03-02", "100", "2026-04-01"),
        ("2026-03-10", "50", "2026-04-01"),
        ("2026-03-20", "5", "2026-04-01"),
    ]


def test_a_gift_by_hand_that_ends_soon_is_announced_and_one_that_repays_debt_is_not(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points")], rules=[points()])
    shop.order("he", "10.00", "2026-01-01", number="A")
    shop.spend("he", "points", "10", "2026-01-02")
    shop.refund("he", "10.00", "2026-01-03", order="A")

    shop.grant("he", "points", "10", "2026-01-04", expiresAt="2026-01-20T00:00:00+08:00")
    shop.grant("he", "points", "8", "2026-01-04", expiresAt="2026-01-20T00:00:00+08:00")
    shop.clock("2026-03-01")

    assert reminded(shop) == [("2026-01-04", "8", "2026-01-20")]


def test_s14_a_hold_over_the_boundary_keeps_its_points_and_its_capture_uses_them(open_shop: Opening) -> None:
    shop = open_shop(kinds=[QUARTERLY], rules=[points()])
    shop.order("he", "100.00", "2026-01-01")
    hold = shop.hold("he", "points", "60", "2026-03-30").hold
    assert hold is not None

    shop.clock("2026-04-01T00:00")
    assert (shop.asset("he", "points").expired, shop.asset("he", "points").held) == ("40", "60")
    shop.capture("he", hold, "2026-04-02", "50")

    after = shop.asset("he", "points")
    assert (after.spent, after.expired, after.held, after.balance) == ("50", "50", "0", "0")


def test_s14_a_hold_that_times_out_after_the_boundary_gives_back_nothing(open_shop: Opening) -> None:
    shop = open_shop(kinds=[QUARTERLY], rules=[points()])
    shop.order("he", "100.00", "2026-01-01")
    shop.hold("he", "points", "60", "2026-03-30")

    shop.clock("2026-04-06T00:00")

    after = shop.asset("he", "points")
    assert (after.expired, after.held, after.balance) == ("100", "0", "0")
    assert [day for day, _ in shop.events("he", "hold.timed_out")] == ["2026-04-06"]
