"""Recipes about who a member is, and what is refused."""

from headless.plugins.testing import Shop
from tests.docs.plugin_pages.cookbook.recipes import coupon, recipe, shop

POINTS = {"code": "points", "worth": "0.01"}


def test_three_months_in_a_row_make_a_regular() -> None:
    members = shop("regulars", tracks=[{"code": "main", "rule": "regulars.regulars", "tiers": [{"code": "regular"}]}])
    ann = members.member()

    ann.order("10", "2026-01-10")
    ann.order("10", "2026-02-10")
    assert ann.tier() is None
    ann.order("10", "2026-03-10")
    assert "regular" == ann.tier()
    members.pass_time("2026-05-02")
    assert ann.tier() is None


def test_three_orders_at_night_make_a_night_owl_for_ninety_days() -> None:
    members = shop("night_owl", tags=[{"code": "night-owl", "name": "Night owl"}])
    ann = members.member()

    assert {"night_owl": "not at night"} == ann.order("10", "2026-05-01T21:59:00").skipped
    for day in ("01", "02", "03"):
        assert frozenset() == ann.tags
        ann.order("10", f"2026-05-{day}T23:10:00")
    assert {"night-owl"} == ann.tags
    members.pass_time("2026-08-01")
    assert frozenset() == ann.tags


def test_a_review_is_refused_before_the_first_order() -> None:
    ann = shop("buyers_review").member()

    said = ann.send("review.posted", text="Lovely tea")
    assert ("REFUSED", "NO_ORDER_YET") == (said.status, said.code)
    ann.order("10")
    assert "RECORDED" == ann.send("review.posted", text="Lovely tea").status


def test_points_pay_a_fifth_in_hundreds() -> None:
    ann = shop("points_pay_a_fifth", kinds=[POINTS]).member()
    ann.grant("points", 5_000)

    said = [ann.order("40", payWith=[{"asset": "points", "amount": amount}]) for amount in ("900", "750", "800")]

    assert ["CAP_EXCEEDED", "NOT_IN_STEPS", None] == [each.code for each in said]
    assert 4_200 == ann.balance("points")


def test_points_do_not_pay_next_to_a_coupon() -> None:
    ten_off = coupon("ten-off", minimum="10")
    ann = Shop(recipe("points_pay_a_fifth"), recipe("spend_and_get"), kinds=[POINTS], coupons=[ten_off]).member()
    ann.grant("points", 5_000)
    ann.order("100")
    [(_, code, _)] = ann.coupons

    said = ann.order("40", coupons=[code], payWith=[{"asset": "points", "amount": "100"}])

    assert "REFUSED" == said.status
    assert "RECORDED" == ann.order("40", coupons=[code]).status
