"""Check-ins by the merchant's days, and reviews without spam."""

import pytest
from gamified_tasks.checkins import CheckinSettings
from tasks_kit import playing, points

from headless.plugins.contract.personal import digested
from tests.kit.plugin_shop import PluginShop

PRAISE = "好好好,非常好,下次还买!!!"
ORDERS = ("2026-01-01", "2026-01-02", "2026-01-03")


@pytest.fixture
def shop() -> PluginShop:
    shop = playing({"review_gate": {}, "review_points": {}})
    for on in ORDERS:
        shop.order("ann", "30", on, number=on)
    return shop


def review(
    shop: PluginShop, text: str, order: str | None, on: str = "2026-01-05", kind: str = "review.posted"
) -> object:
    """Post a review. Return the code of the refusal, or None."""
    about = {} if order is None else {"orderId": order}
    return shop.send("ann", kind, on, text=digested(text, b"salt").to_json(), **about).code


def test_a_streak_of_check_ins_brings_more_each_day_and_begins_anew_after_a_week() -> None:
    shop = playing({"daily_checkin": {"amounts": ["1", "2", "3"]}})
    for day in range(1, 6):
        shop.send("ann", "checkin", f"2026-01-0{day}")

    assert "9" == points(shop)
    assert ["1", "2", "3", "1", "2"] == [amount for _, amount, _ in shop.entries("ann", "points")]


def test_a_day_left_out_ends_the_streak() -> None:
    shop = playing({"daily_checkin": {}})
    for on in ("2026-01-01", "2026-01-02", "2026-01-04"):
        shop.send("ann", "checkin", on)

    assert "4" == points(shop)


@pytest.mark.parametrize(("zone", "days"), [("Asia/Shanghai", 2), ("UTC", 1), ("America/New_York", 1)])
def test_days_are_the_merchants(zone: str, days: int) -> None:
    shop = playing({"daily_checkin": {}}, zone=zone)
    shop.send("ann", "checkin", "2026-01-01T15:59:00+00:00")
    shop.send("ann", "checkin", "2026-01-01T16:01:00+00:00")

    assert days == shop.ext("ann", "checkin").days


def test_the_front_end_sees_the_streak_and_what_the_next_day_brings() -> None:
    shop = playing({"daily_checkin": {}})
    shop.send("ann", "checkin", "2026-01-01")
    streak = shop.ext("ann", "checkin")
    assert (1, True, "2") == (streak.days, streak.today, str(streak.next))

    shop.clock("2026-01-02")
    assert (1, False) == (shop.ext("ann", "checkin").days, shop.ext("ann", "checkin").today)
    shop.clock("2026-01-03")
    assert (0, "1") == (shop.ext("ann", "checkin").days, str(shop.ext("ann", "checkin").next))


def test_the_last_amount_may_stay() -> None:
    settings = CheckinSettings.model_validate({"amounts": ["1", "5"], "begins_anew": False})

    assert ["1", "5", "5"] == [str(settings.amount(day)) for day in (1, 2, 30)]


def test_the_first_praise_counts_and_the_same_again_is_refused(shop: PluginShop) -> None:
    assert [None, "DUPLICATE_TEXT", "DUPLICATE_TEXT"] == [review(shop, PRAISE, order) for order in ORDERS]
    assert "10" == points(shop)


def test_other_signs_and_spaces_do_not_make_another_text(shop: PluginShop) -> None:
    assert None is review(shop, PRAISE, ORDERS[0])
    assert ["DUPLICATE_TEXT", "DUPLICATE_TEXT"] == [
        review(shop, text, ORDERS[1]) for text in ("好好好 非常好 下次还买", "好好好非常好。下次还买")
    ]


def test_a_comma_does_not_make_another_share(shop: PluginShop) -> None:
    assert None is review(shop, "Good tea, good cup", ORDERS[0], kind="share.posted")
    assert "DUPLICATE_TEXT" == review(shop, "good tea good-cup!", ORDERS[1], kind="share.posted")


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [(PRAISE, None, "ORDER_MISSING"), (PRAISE, "o99", "UNKNOWN_ORDER"), ("好", ORDERS[0], "TOO_SHORT")],
)
def test_no_review_without_an_order_nor_without_words(
    shop: PluginShop, text: str, order: str | None, code: str
) -> None:
    assert code == review(shop, text, order)
    assert "0" == points(shop)


def test_one_review_and_one_share_per_order(shop: PluginShop) -> None:
    assert None is review(shop, PRAISE, ORDERS[0])
    assert "ALREADY_POSTED" == review(shop, "something else", ORDERS[0])
    assert None is review(shop, PRAISE, ORDERS[0], kind="share.posted")
    assert "20" == points(shop)


def test_so_many_a_day() -> None:
    shop = playing({"review_gate": {"most_a_day": 1}})
    for on in ORDERS:
        shop.order("ann", "30", on, number=on)

    assert None is review(shop, "fine cup", ORDERS[0])
    assert "TOO_MANY" == review(shop, "fine pot", ORDERS[1])
    assert None is review(shop, "fine pot", ORDERS[1], on="2026-01-06")


def test_a_review_of_what_was_given_back_brings_nothing(shop: PluginShop) -> None:
    shop.refund("ann", "30", "2026-01-04", order=ORDERS[0])

    assert None is review(shop, PRAISE, ORDERS[0])
    assert "0" == points(shop)


def test_points_for_a_review_go_back_with_the_whole_order(shop: PluginShop) -> None:
    assert None is review(shop, PRAISE, ORDERS[0])
    assert None is review(shop, "a picture of the pot", ORDERS[0], kind="share.posted")
    assert None is review(shop, "quite another pot", ORDERS[1])
    shop.refund("ann", "15", "2026-01-06", order=ORDERS[0])
    assert "30" == points(shop)

    shop.refund("ann", "15", "2026-01-06", order=ORDERS[0])

    assert "10" == points(shop)
