"""Money in payloads: no more decimals than its currency has, and written with all of them, through every door."""

import json
from decimal import Decimal
from typing import Any

import pytest

from headless.engine.values.currencies import Currency
from headless.errors import Invalid
from headless.plugins import EventData, EventType, Money
from headless.plugins.contract.payloads import accept_payload
from headless.plugins.loading.checks import BadDeclaration, check_event_type
from headless.services.members.assets import spend
from tests.services.shop import Shop


class Fee(EventData):
    """A fee, perhaps with a discount."""

    amount: Money
    discount: Money | None = None
    currency: str | None = None


FEE = EventType("club.fee", Fee)
POUND, YEN, DINAR = Currency("GBP", 2), Currency("JPY", 0), Currency("KWD", 3)


@pytest.mark.parametrize(
    ("currency", "sent", "kept"),
    [
        (POUND, {"amount": "1.5", "discount": 0}, {"amount": "1.50", "discount": "0.00"}),
        (POUND, {"amount": 10.25, "discount": None}, {"amount": "10.25", "discount": None}),
        (YEN, {"amount": "100.00"}, {"amount": "100"}),
        (DINAR, {"amount": "0"}, {"amount": "0.000"}),
        (POUND, {"amount": "1.005", "currency": "KWD"}, {"amount": "1.005", "currency": "KWD"}),
        (DINAR, {"amount": "5", "currency": "JPY"}, {"amount": "5", "currency": "JPY"}),
    ],
)
def test_money_is_kept_with_all_decimals_of_its_currency(
    currency: Currency, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert kept == accept_payload(FEE, sent, b"", currency=currency).plain


@pytest.mark.parametrize(
    ("currency", "sent", "path"),
    [
        (POUND, {"amount": "1.0005"}, "amount"),
        (YEN, {"amount": "1.5"}, "amount"),
        (DINAR, {"amount": "1.0001"}, "amount"),
        (POUND, {"amount": "1", "discount": "0.001"}, "discount"),
        (DINAR, {"amount": "1.005", "currency": "GBP"}, "amount"),
    ],
)
def test_money_that_a_currency_does_not_have_is_refused(currency: Currency, sent: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid, match="decimals") as raised:
        accept_payload(FEE, sent, b"", currency=currency)

    assert ("AMOUNT_NOT_EXACT", [path]) == (raised.value.code, raised.value.data["path"])


class Part(EventData):
    """A part of a payload."""

    amount: Money


class Whole(EventData):
    """A payload with parts."""

    parts: tuple[Part, ...] = ()


def test_money_stands_at_the_top_of_a_payload() -> None:
    with pytest.raises(BadDeclaration, match="Money in parts"):
        check_event_type(EventType("club.fees", Whole))


async def test_orders_and_refunds_are_kept_in_one_writing(shop: Shop) -> None:
    member = await shop.member()
    await shop.send("order.paid", member, {"orderId": "o1", "total": "10"})
    await shop.send("order.refunded", member, {"refundId": "r1", "orderId": "o1", "amount": 2.5})

    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT data FROM event WHERE source = 'shop' ORDER BY id")
    data = [json.loads(row["data"]) for row in rows]

    assert ["10.00", "2.50"] == [data[0]["total"], data[1]["amount"]]


async def test_what_an_order_comes_to_is_money_when_points_are_spent_on_it(shop: Shop) -> None:
    member = await shop.member()

    spent = await spend(
        shop.kernel, shop.owner, member, kind="points", amount=Decimal(1), reason="till", order="o1",
        payable=Decimal("100.001"), key="k1",
    )  # fmt: skip

    assert spent.problem is not None
    assert "AMOUNT_NOT_EXACT" == spent.problem.code
