"""The lines of a linked refund are lines of its order: what they are, and how much of them is left, the order says."""

from typing import Any

import pytest

from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.setup import where

TEA = {"sku": "t", "category": "tea", "brand": "Leaf", "name": "Green tea", "quantity": "3", "amount": "60.00"}
GIFT = {"sku": "g", "category": "gift", "quantity": "1", "amount": "40.00"}


def line(sku: str, quantity: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "amount": amount, **more}


@pytest.fixture
def shop(open_shop: Opening) -> MemoryShop:
    """An order A of 100.00: tea for 60.00, and a gift for 40.00. Spending is kept by category, brand and sku."""
    kept = [where("net_spend", "GTE", "1", **{by: of}) for by, of in (
        ("category", "tea"), ("category", "gift"), ("brand", "Leaf"), ("sku", "t"))]  # fmt: skip
    shop = open_shop(tags=[{"code": "x", "name": "X", "condition": {"any": kept}}])
    shop.order("li", "100.00", "2026-01-01", number="A", items=[TEA, GIFT])
    return shop


def test_a_line_takes_category_and_brand_from_the_order(shop: MemoryShop) -> None:
    shop.refund("li", "60.00", "2026-01-02", order="A", items=[line("t", "3", "60.00")])

    assert shop.metric("li", "net_spend", category="tea") == "0.00"
    assert shop.metric("li", "net_spend", brand="Leaf") == "0.00"
    assert shop.metric("li", "net_spend", sku="t") == "0.00"
    assert shop.metric("li", "net_spend", category="gift") == "40.00"
    ((_, stored),) = shop.events("li", "order.refunded")
    assert stored["items"][0] == line("t", "3", "60.00", category="tea", brand="Leaf", name="Green tea")


def test_what_the_refund_says_of_a_line_does_not_count(shop: MemoryShop) -> None:
    shop.refund("li", "40.00", "2026-01-02", order="A", items=[line("g", "1", "40.00", category="tea", brand="Leaf")])

    assert shop.metric("li", "net_spend", category="tea") == "60.00"
    assert shop.metric("li", "net_spend", category="gift") == "0.00"
    assert shop.events("li", "order.refunded")[0][1]["items"] == [line("g", "1", "40.00", category="gift")]


@pytest.mark.parametrize("item", [
    line("T", "1", "20.00"), line("gift", "1", "40.00"), line("t", "1", "20.00", line=2), line("g", "1", "1.00", line=3),
])  # fmt: skip
def test_a_line_that_is_not_on_the_order_is_refused(shop: MemoryShop, item: dict[str, Any]) -> None:
    refused = shop.refund("li", "20.00", "2026-01-02", order="A", items=[item])

    assert (refused.outcome, refused.code) == ("REFUSED", "NOT_ON_ORDER")
    assert shop.metric("li", "net_spend") == "100.00"


@pytest.mark.parametrize(("item", "left"), [
    (line("t", "4", "60.00"), "60.00"), (line("t", "1", "60.01"), "60.00"), (line("g", "1.5", "40.00"), "40.00"),
])  # fmt: skip
def test_more_than_is_left_of_a_line_is_refused(shop: MemoryShop, item: dict[str, Any], left: str) -> None:
    refused = shop.refund("li", "60.00", "2026-01-02", order="A", items=[item])

    assert (refused.code, refused.data["left"]) == ("REFUND_TOO_LARGE", left)


def test_what_earlier_refunds_and_lines_took_is_no_longer_left(shop: MemoryShop) -> None:
    assert shop.refund("li", "40.00", "2026-01-02", order="A", items=[line("t", "2", "40.00")]).outcome == "RECORDED"

    twice = [line("t", "1", "10.00"), line("t", "1", "10.00")]
    assert shop.refund("li", "20.00", "2026-01-03", order="A", items=twice).code == "REFUND_TOO_LARGE"
    too_much = shop.refund("li", "30.00", "2026-01-03", order="A", items=[line("t", "1", "30.00")])

    assert too_much.data["left"] == "20.00"
    assert shop.refund("li", "20.00", "2026-01-03", order="A", items=[line("t", "1", "20.00")]).outcome == "RECORDED"


def test_an_order_without_lines_has_none_to_refund(shop: MemoryShop) -> None:
    shop.order("li", "10.00", "2026-01-01", number="B")

    assert shop.refund("li", "5.00", "2026-01-02", order="B", items=[line("t", "1", "5.00")]).code == "NOT_ON_ORDER"
    assert shop.refund("li", "5.00", "2026-01-02", order="B").outcome == "RECORDED"


def test_a_sku_that_stands_twice_is_named_by_its_line(shop: MemoryShop) -> None:
    free = {**TEA, "category": "gift", "quantity": "1", "amount": "5.00"}
    shop.order("li", "65.00", "2026-01-01", number="B", items=[TEA, free])

    unclear = shop.refund("li", "5.00", "2026-01-02", order="B", items=[line("t", "1", "5.00")])
    assert unclear.code == "NOT_ON_ORDER"
    shop.refund("li", "5.00", "2026-01-02", order="B", items=[line("t", "1", "5.00", line=2)])

    assert shop.metric("li", "net_spend", category="gift") == "40.00"
    assert (
        shop.refund("li", "1.00", "2026-01-03", order="B", items=[line("t", "0", "1.00", line=2)]).data["left"]
        == "0.00"
    )


def test_lines_that_say_the_same_of_themselves_are_one(shop: MemoryShop) -> None:
    shop.order("li", "120.00", "2026-01-01", number="B", items=[TEA, TEA])

    assert shop.refund("li", "100.00", "2026-01-02", order="B", items=[line("t", "5", "100.00")]).outcome == "RECORDED"
    assert (
        shop.refund("li", "21.00", "2026-01-02", order="B", items=[line("t", "1", "20.01")]).code == "REFUND_TOO_LARGE"
    )


def test_a_refund_that_waited_takes_its_lines_from_the_order_that_came(shop: MemoryShop) -> None:
    shop.refund("li", "20.00", "2026-01-02", order="B", items=[line("t", "1", "20.00")])

    shop.order("li", "60.00", "2026-01-03", number="B", items=[TEA])

    assert shop.metric("li", "net_spend", category="tea") == "100.00"


def test_lines_of_an_unlinked_refund_are_its_own(shop: MemoryShop) -> None:
    shop.refund("li", "20.00", "2026-01-02", items=[line("any", "1", "20.00", category="tea")])

    assert shop.metric("li", "net_spend", category="tea") == "40.00"
