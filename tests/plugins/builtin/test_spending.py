"""Points and growth value for what is spent."""

from decimal import Decimal
from typing import Any

import pytest

from headless.plugins import Earn, Reclaim
from headless.plugins.builtin.rules import GrowthPerSpend, PointsPerSpend
from headless.plugins.builtin.rules.boosts import TierMultiplier
from tests.plugins.builtin.contexts import event, says


def order(total: str, **more: Any) -> Any:
    return event("order.paid", orderId="A-1", total=total, **more)


def item(sku: str, amount: str, category: str | None = None) -> dict[str, Any]:
    return {"sku": sku, "quantity": 1, "amount": amount, "category": category}


@pytest.mark.parametrize(
    ("total", "per", "points"), [("19.99", 1, "19.99"), ("100", "0.5", "50.0"), ("7.5", 10, "75.0")]
)
def test_an_order_earns_so_much_per_unit_of_currency(total: str, per: Any, points: str) -> None:
    assert [Earn("points", Decimal(points), why=f"on {total}")] == says(PointsPerSpend, order(total), {"per": per})


def test_growth_value_is_earned_alike() -> None:
    assert [Earn("growth", Decimal("20"), why="on 20")] == says(GrowthPerSpend, order("20"))


def test_what_was_paid_with_points_earns_nothing_what_was_paid_with_balance_does() -> None:
    """500 points of 0.01 are worth 5; stored balance is money."""
    tenders = [{"asset": "points", "amount": 500}, {"asset": "balance", "amount": "3.00"}]

    assert [Earn("points", Decimal("15.00"), why="on 15.00")] == says(PointsPerSpend, order("20", payWith=tenders))


def test_an_order_paid_with_points_alone_earns_nothing() -> None:
    tenders = [{"asset": "points", "amount": 2500}]

    assert "nothing was spent that earns" == says(PointsPerSpend, order("20", payWith=tenders))


def test_an_order_of_nothing_earns_nothing() -> None:
    assert "nothing was spent that earns" == says(PointsPerSpend, order("0"))


def test_a_category_may_have_its_own_rate() -> None:
    items = [item("tea", "30", "drinks"), item("ham", "60"), item("gin", "10", "spirits")]
    answer = says(PointsPerSpend, order("100", items=items), {"per_category": {"drinks": 3, "spirits": 0}})

    assert [
        Earn("points", Decimal(90), lines=("tea",), why="on 100"),
        Earn("points", Decimal(60), lines=("ham",), why="on 100"),
    ] == answer


def test_with_a_discount_on_the_order_each_item_counts_in_proportion() -> None:
    items = [item("tea", "40", "drinks"), item("ham", "80")]
    answer = says(PointsPerSpend, order("90", items=items), {"per_category": {"drinks": 2}})

    assert isinstance(answer, list)
    assert [Decimal(60), Decimal(60)] == [each.amount for each in answer if isinstance(each, Earn)]


@pytest.mark.parametrize(
    "settings", [{"exclude_skus": ["gin"]}, {"exclude_categories": ["spirits"]}, {"exclude_discounted": True}]
)
def test_lines_that_are_excluded_earn_nothing_and_the_rest_its_own_share(settings: Any) -> None:
    items = [item("tea", "30", "drinks"), {**item("gin", "20", "spirits"), "list": "25"}, item("ham", "50")]

    answer = says(PointsPerSpend, order("90", items=items), settings)

    assert [Earn("points", Decimal(72), lines=("tea", "ham"), why="on 90")] == answer
    assert "nothing was spent that earns" == says(PointsPerSpend, order("20", items=items[1:2]), settings)


def test_nothing_excluded_earns_on_the_whole_order() -> None:
    items = [{**item("tea", "30", "drinks"), "list": "30"}]
    settings = {"exclude_skus": ["gin"], "exclude_categories": ["spirits"], "exclude_discounted": True}

    assert [Earn("points", Decimal(30), why="on 30")] == says(PointsPerSpend, order("30", items=items), settings)


def test_an_article_on_two_lines_is_discounted_if_they_come_to_less_than_its_plain_price() -> None:
    items = [{**item("tea", "30"), "list": "30"}, {**item("tea", "20"), "list": "30"}, item("ham", "10")]

    answer = says(PointsPerSpend, order("60", items=items), {"exclude_discounted": True})

    assert [Earn("points", Decimal(10), lines=("ham",), why="on 60")] == answer


def test_an_order_without_items_earns_at_the_common_rate() -> None:
    answer = says(PointsPerSpend, order("90"), {"per_category": {"drinks": 2}})

    assert [Earn("points", Decimal(90), why="on 90")] == answer


def test_an_unlinked_refund_takes_back_what_it_would_earn_now() -> None:
    refund = event("order.refunded", refundId="C-1", amount="12.50")

    assert [Reclaim("points", Decimal("25.00"), why="unlinked refund")] == says(PointsPerSpend, refund, {"per": 2})


def test_a_linked_refund_is_left_to_the_order_it_refers_to() -> None:
    refund = event("order.refunded", refundId="R-1", orderId="A-1", amount="12.50")

    for rule in (PointsPerSpend, GrowthPerSpend, TierMultiplier):
        answer = says(rule, refund, origin=order("20"), facts={"tier": "gold"})
        assert "the refund of a known order takes back what that order earned" == answer
