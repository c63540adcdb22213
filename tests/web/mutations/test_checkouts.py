"""The checkout: assets and coupons are kept for an order, captured by its payment, and given back if it is not placed."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.web.mutations.test_quotes import BASKET, TEA, TERMS, issue, quote
from tests.web.shop import LADDER, Shop

HOLD = """mutation($order: OrderInput!, $payWith: [PriceInput!], $coupons: [String!], $until: DateTime, $key: String!) {
  checkoutHold(input: {member: {number: "1"}, order: $order, payWith: $payWith, coupons: $coupons, until: $until,
    idempotencyKey: $key}) {
    holds { id amount status order expiresAt } coupons { code state order } left expiresAt
    userErrors { code message path } } }"""
RELEASE = """mutation($order: String!, $key: String!) { checkoutRelease(input: {member: {number: "1"}, order: $order,
  idempotencyKey: $key}) { member { number } userErrors { code message } } }"""
STANDS = """{ member(by: {number: "1"}) { assets { kind { code } available held }
  coupons { edges { node { state order kind { code } } } } } }"""
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  changes { kind code amount } userErrors { code message } } } }"""
ORDER = {**BASKET, "orderId": "A"}
BEANS = [{"kind": "beans", "amount": "1000"}]


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with prices and coupons, and a member with 20,000 beans."""
    await shop.ask(LADDER)
    await shop.ask(TERMS)
    await shop.ask("""mutation { memberCreate(input: {number: "1"}) { userErrors { code } }
      assetGrant(input: {member: {number: "1"}, kind: "beans", amount: 20000, reason: "hello", idempotencyKey: "b"}) {
        userErrors { code } } }""")
    return shop


async def hold(shop: Shop, key: str = "k", order: Any = None, **more: Any) -> Any:
    return (await shop.ask(HOLD, {"order": order or ORDER, "key": key, **more}))["checkoutHold"]


async def stands(shop: Shop) -> tuple[str, str, dict[str, str]]:
    """What is available and held of beans, and the states of the coupons by kind."""
    member = (await shop.ask(STANDS))["member"]
    beans = next(asset for asset in member["assets"] if asset["kind"]["code"] == "beans")
    coupons = [edge["node"] for edge in member["coupons"]["edges"]]
    return beans["available"], beans["held"], {coupon["kind"]["code"]: coupon["state"] for coupon in coupons}


async def pay(shop: Shop, total: str, number: str = "A", external: str | None = None, **data: Any) -> Any:
    event = {
        "type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": external or number,
        "data": {"orderId": number, "total": total, **data},
    }  # fmt: skip
    return (await shop.ask(RECORD, {"events": [event]}))["eventsRecord"]["results"][0]


async def test_a_checkout_keeps_assets_and_coupons_under_one_number(ada: Shop) -> None:
    codes = await issue(ada, "five")

    kept = await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    assert [] == kept["userErrors"]
    assert [("1000", "OPEN", "A")] == [(one["amount"], one["status"], one["order"]) for one in kept["holds"]]
    assert [(codes["five"], "HELD", "A")] == [tuple(one.values()) for one in kept["coupons"]]
    assert "77.00" == kept["left"], "92 at the member's prices, less 5 and 10"
    assert ("19000", "1000", {"five": "HELD"}) == await stands(ada)


async def test_the_payment_captures_what_is_kept(ada: Shop) -> None:
    codes = await issue(ada, "five")
    await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    paid = await pay(ada, "87.00")

    assert "RECORDED" == paid["status"]
    assert {"kind": "COUPON", "code": "five", "amount": None} in paid["changes"]
    assert ("19000", "0", {"five": "USED"}) == await stands(ada)


async def test_what_the_payment_does_not_name_goes_back(ada: Shop) -> None:
    codes = await issue(ada, "five")
    await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    paid = await pay(ada, "92.00", coupons=[], payWith=[{"asset": "beans", "amount": "400"}])

    assert "RECORDED" == paid["status"]
    assert ("19600", "0", {"five": "USABLE"}) == await stands(ada)


async def test_a_checkout_that_is_cancelled_gives_all_back(ada: Shop) -> None:
    codes = await issue(ada, "five")
    await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    released = (await ada.ask(RELEASE, {"order": "A", "key": "r"}))["checkoutRelease"]

    assert ([], {"number": "1"}) == (released["userErrors"], released["member"])
    assert ("20000", "0", {"five": "USABLE"}) == await stands(ada)
    again = (await ada.ask(RELEASE, {"order": "A", "key": "r2"}))["checkoutRelease"]
    assert ["NOTHING_HELD"] == [error["code"] for error in again["userErrors"]]


async def test_a_second_checkout_of_the_order_replaces_the_first(ada: Shop) -> None:
    codes = await issue(ada, "five", "app")
    await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    kept = await hold(
        ada, "k2", {**ORDER, "channel": "app"}, payWith=[{"kind": "beans", "amount": "4000"}], coupons=[codes["app"]]
    )

    assert [] == kept["userErrors"]
    assert ("16000", "4000", {"five": "USABLE", "app": "HELD"}) == await stands(ada)


async def test_a_repeated_key_is_answered_as_the_first_time(ada: Shop) -> None:
    codes = await issue(ada, "five")
    first = await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    assert first == await hold(ada, payWith=BEANS, coupons=[codes["five"]])
    assert ("19000", "1000", {"five": "HELD"}) == await stands(ada)


async def test_a_coupon_that_is_kept_serves_no_other_order(ada: Shop) -> None:
    codes = await issue(ada, "five")
    await hold(ada, coupons=[codes["five"]])

    other = await pay(ada, "87.00", "B", coupons=[codes["five"]])
    held = await hold(ada, "k2", {**ORDER, "orderId": "C"}, coupons=[codes["five"]])

    assert ("REFUSED", "COUPON_HELD") == (other["status"], other["userErrors"][0]["code"])
    assert ["COUPON_HELD"] == [error["code"] for error in held["userErrors"]]


async def test_when_the_time_is_out_all_goes_back(ada: Shop) -> None:
    codes = await issue(ada, "five")
    await hold(ada, payWith=BEANS, coupons=[codes["five"]], until="2026-02-02T03:00:00Z")

    await ada.ask("""mutation { clockAdvance(input: {to: "2026-02-02T04:00:00Z"}) { userErrors { message } } }""")

    assert ("20000", "0", {"five": "USABLE"}) == await stands(ada)
    assert "RECORDED" == (await pay(ada, "87.00", "B", coupons=[codes["five"]]))["status"]
    assert ("20000", "0", {"five": "USED"}) == await stands(ada)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"payWith": [{"kind": "beans", "amount": "4601"}]}, "CAP_EXCEEDED"),
        ({"payWith": [{"kind": "beans", "amount": "20001"}]}, "TENDERS_EXCEED_TOTAL"),
        ({"payWith": [{"kind": "nothing", "amount": "1"}]}, "UNKNOWN_ASSET_KIND"),
        ({"coupons": ["NOSUCHCODE"]}, "UNKNOWN_COUPON"),
        ({}, "NOTHING_TO_HOLD"),
        ({"payWith": BEANS, "until": "2020-01-01T00:00:00Z"}, "HOLD_IN_THE_PAST"),
        ({"payWith": BEANS, "order": BASKET}, "ORDER_MISSING"),
    ],
)
async def test_what_cannot_be_kept_is_refused_whole(ada: Shop, given: Any, code: str) -> None:
    kept = await hold(ada, **given)

    assert [code] == [error["code"] for error in kept["userErrors"]]
    assert (None, [], []) == (kept["left"], kept["holds"], kept["coupons"])
    assert ("20000", "0", {}) == await stands(ada)


async def test_an_order_that_fell_short_leaves_the_checkout_as_it_is(ada: Shop) -> None:
    await hold(ada, payWith=BEANS)

    refused = await pay(ada, "5.00")

    assert ("INVALID", "TENDERS_EXCEED_TOTAL") == (refused["status"], refused["userErrors"][0]["code"])
    assert ("19000", "1000", {}) == await stands(ada)


async def test_goods_are_captured_at_the_price_that_was_quoted(ada: Shop) -> None:
    kept = await hold(ada, payWith=BEANS, order={"orderId": "A", "total": "80.00", "items": [TEA]})

    assert "62.00" == kept["left"]


async def test_nothing_is_kept_for_an_order_that_was_paid(ada: Shop) -> None:
    await pay(ada, "107.00")
    before = await stands(ada)

    late = await hold(ada, payWith=BEANS)

    assert ["ORDER_PAID"] == [error["code"] for error in late["userErrors"]]
    assert before == await stands(ada)
    assert [] == (await hold(ada, "k2", {**ORDER, "orderId": "B"}, payWith=BEANS))["userErrors"]


async def test_fifty_checkouts_at_once_share_no_coupon(ada: Shop) -> None:
    codes = await issue(ada, "five")
    orders = [{**ORDER, "orderId": f"order-{number}"} for number in range(50)]

    kept = await asyncio.gather(
        *(hold(ada, f"k{number}", order, coupons=[codes["five"]]) for number, order in enumerate(orders))
    )

    told = Counter(error["code"] for one in kept for error in one["userErrors"])
    assert {"COUPON_HELD": 49} == told


async def test_fifty_payments_of_one_checkout_capture_it_once(ada: Shop) -> None:
    codes = await issue(ada, "five")
    await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    paid = await asyncio.gather(*(pay(ada, "87.00", external=f"x{number}") for number in range(50)))

    assert {"RECORDED": 1, "CONFLICT": 49} == Counter(one["status"] for one in paid)
    assert ("19000", "0", {"five": "USED"}) == await stands(ada)


async def test_fifty_orders_at_once_use_a_coupon_once(ada: Shop) -> None:
    codes = await issue(ada, "five")

    paid = await asyncio.gather(*(pay(ada, "87.00", f"o{number}", coupons=[codes["five"]]) for number in range(50)))

    assert {"RECORDED": 1, "REFUSED": 49} == Counter(one["status"] for one in paid)
    assert {"COUPON_USED"} == {error["code"] for one in paid for error in one["userErrors"]}


async def test_an_order_that_is_kept_may_use_what_is_kept_for_it(ada: Shop) -> None:
    codes = await issue(ada, "five")
    before = await quote(ada, ORDER)
    await hold(ada, payWith=BEANS, coupons=[codes["five"]])

    again, other = await quote(ada, ORDER), await quote(ada, {**ORDER, "orderId": "B"})

    assert (before["best"], before["total"], before["payWith"]) == (again["best"], again["total"], again["payWith"])
    assert [True] == [option["usable"] for option in again["coupons"]]
    assert [] == other["coupons"], "it is kept for another order"
