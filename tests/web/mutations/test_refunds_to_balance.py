"""S22 and refunds to a balance through GraphQL: real and bonus money return to their own lots, and money may become balance."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.web.shop import Shop

RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  changes { kind code amount text } userErrors { code message path } } } }"""
SETUP = """mutation {
  bonus: ruleSave(input: {rule: "topup_bonus"}) { userErrors { message } }
  member: memberCreate(input: {number: "1"}) { userErrors { code } } }"""
BALANCE = """{ member(by: {number: "1"}) { asset(kind: "balance") { available entries { edges { node {
  type amount funding reason reverses { funding } } } } } } }"""


@pytest.fixture
async def wu(shop: Shop) -> Shop:
    """A shop where 500 paid in brings 50, and a member who paid that in."""
    saved = await shop.ask(SETUP)
    assert [[]] * 2 == [saving["userErrors"] for saving in saved.values()]
    await send(shop, "topup.paid", "p1", paymentId="p1", amount="500.00")
    return shop


async def send(shop: Shop, type_: str, key: str, secret: str | None = None, **data: Any) -> Any:
    event = {"type": type_, "member": {"number": "1"}, "source": "till", "externalId": key, "data": data}
    return (await shop.ask(RECORD, {"events": [event]}, secret))["eventsRecord"]["results"][0]


async def balance(shop: Shop) -> Any:
    return (await shop.ask(BALANCE))["member"]["asset"]


async def lots(shop: Shop) -> list[tuple[int, str]]:
    """What is left of the balance, by lot, with its funding."""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT remaining, funding FROM lot WHERE remaining > 0 ORDER BY id")
    return [(row["remaining"], row["funding"]) for row in rows]


async def test_s22_real_and_bonus_money_return_to_their_own_lots(wu: Shop) -> None:
    pay = {"payWith": [{"asset": "balance", "amount": "300.00"}]}
    paid = await send(wu, "order.paid", "A", orderId="A", total="300.00", **pay)
    assert "RECORDED" == paid["status"]
    assert [(20000, "member"), (5000, "house")] == await lots(wu)
    await send(wu, "order.paid", "B", orderId="B", total="230.00", payWith=[{"asset": "balance", "amount": "230.00"}])
    assert [(2000, "house")] == await lots(wu)

    await send(wu, "order.refunded", "r1", refundId="r1", orderId="B", amount="230.00")
    await send(wu, "order.refunded", "r2", refundId="r2", orderId="A", amount="300.00")

    assert "550.00" == (await balance(wu))["available"]
    assert [(50000, "member"), (5000, "house")] == await lots(wu)


async def test_the_money_of_a_refund_becomes_paid_in_balance_in_the_same_step(wu: Shop) -> None:
    await send(wu, "order.paid", "A", orderId="A", total="100.00", payWith=[{"asset": "balance", "amount": "40.00"}])
    refund = {"refundId": "r1", "orderId": "A", "amount": "100.00", "to": "balance"}

    done = await send(wu, "order.refunded", "r1", **refund)
    again = await send(wu, "order.refunded", "r1", **refund)

    assert ("RECORDED", ["40.00", "60.00"]) == (done["status"], [change["amount"] for change in done["changes"]])
    assert "DUPLICATE" == again["status"]
    assert [(50000, "member"), (5000, "house"), (6000, "member")] == await lots(wu)
    newest = (await balance(wu))["entries"]["edges"][0]["node"]
    assert ("GRANT", "60.00", "member", "refund to the balance") == tuple(
        newest[name] for name in ("type", "amount", "funding", "reason")
    )


async def test_more_than_was_paid_in_money_is_refused(wu: Shop) -> None:
    await send(wu, "order.paid", "A", orderId="A", total="100.00", payWith=[{"asset": "balance", "amount": "40.00"}])

    refused = await send(
        wu, "order.refunded", "r1", refundId="r1", orderId="A", amount="60.01", to="balance", restore=[]
    )

    assert "REFUSED" == refused["status"]
    assert [{
        "code": "REFUND_TOO_LARGE", "path": None,
        "message": "of order A 60.00 that was paid in money is left to refund, not 60.01; restore its tenders for the rest",
    }] == refused["userErrors"]  # fmt: skip
    assert "510.00" == (await balance(wu))["available"]


async def test_of_50_refunds_at_once_no_more_becomes_balance_than_was_paid_in_money(wu: Shop) -> None:
    await send(wu, "order.paid", "A", orderId="A", total="100.00", payWith=[{"asset": "balance", "amount": "40.00"}])

    done = await asyncio.gather(
        *(
            send(wu, "order.refunded", f"r{number}", refundId=f"r{number}", orderId="A", amount="30.00", to="balance")
            for number in range(50)
        )
    )

    assert {"RECORDED": 3, "REFUSED": 47} == Counter(one["status"] for one in done)
    assert [(49600, "member"), (5000, "house"), *[(1800, "member")] * 3] == await lots(wu)
