"""Articles, categories and discounted lines that earn nothing, through refunds of parts."""

from typing import Any

import pytest

from tests.web.limits.house import House
from tests.web.shop import Shop

TEA = {"sku": "tea", "quantity": 2, "amount": "30.00", "category": "drinks", "list": "30.00"}
GIN = {"sku": "gin", "quantity": 1, "amount": "20.00", "category": "spirits", "list": "25.00"}


@pytest.mark.parametrize(
    "settings", [{"exclude_skus": ["gin"]}, {"exclude_categories": ["spirits"]}, {"exclude_discounted": True}]
)
async def test_a_refund_takes_back_what_the_refunded_lines_earned(shop: Shop, settings: Any) -> None:
    house = await House.of(shop)
    await house.rule(settings=settings)
    order = house.order("50.00", items=[TEA, GIN])
    number = order["data"]["orderId"]

    assert await house.fires(order)
    assert "30" == await house.points()
    await give_back(house, number, {**GIN, "quantity": 1})
    assert "30" == await house.points()
    await give_back(house, number, {**TEA, "quantity": 1, "amount": "10.00"})
    assert "20" == await house.points()
    await give_back(house, number, {**TEA, "quantity": 1, "amount": "20.00"})
    assert "0" == await house.points()
    await house.is_right()


async def give_back(house: House, order: str, line: dict[str, Any]) -> None:
    item = {name: line[name] for name in ("sku", "quantity", "amount")}
    data = {"orderId": order, "refundId": f"r{next(house.numbers)}", "amount": line["amount"], "items": [item]}
    (result,) = await house.record(house.event("order.refunded", "1", data))
    assert result["status"] == "RECORDED", result
