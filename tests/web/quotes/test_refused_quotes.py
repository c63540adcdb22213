"""What stands against an order before it is paid: what it is about, and that nothing is paid with for nothing."""

from typing import Any

import pytest

from tests.web.mutations.test_quotes import BASKET, QUOTE, TEA, TERMS, issue, quote
from tests.web.shop import LADDER, Shop

SHELF = """query($items: [OrderItemInput!]!) { member(by: {number: "1"}) { prices(items: $items) { price } } }"""


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with prices, and a member with 20,000 beans and 4 grains of dust, of which 5 are worth a penny."""
    await shop.ask(LADDER)
    await shop.ask(TERMS)
    await shop.ask("""mutation { assetKindSave(input: {code: "dust", name: "Dust", worth: "0.002"}) { userErrors { code } }
      memberCreate(input: {number: "1"}) { userErrors { code } }
      b: assetGrant(input: {member: {number: "1"}, kind: "beans", amount: 20000, reason: "hello", idempotencyKey: "b"}) {
        userErrors { code } }
      d: assetGrant(input: {member: {number: "1"}, kind: "dust", amount: 4, reason: "hello", idempotencyKey: "d"}) {
        userErrors { code } } }""")
    return shop


@pytest.mark.parametrize(
    ("asked", "code", "path"),
    [
        ({"coupons": ["NONE", "NO-SUCH"]}, "UNKNOWN_COUPON", ["coupons", "0"]),
        ({"payWith": [{"kind": "nothing", "amount": "1"}]}, "UNKNOWN_ASSET_KIND", ["payWith", "0", "kind"]),
        ({"payWith": [{"kind": "beans", "amount": "1.5"}]}, "AMOUNT_NOT_EXACT", ["payWith", "0", "amount"]),
        ({"payWith": [{"kind": "beans", "amount": "90000"}]}, "TENDERS_EXCEED_TOTAL", ["payWith"]),
        ({"payWith": [{"kind": "dust", "amount": "4"}]}, "WORTH_NOTHING", ["payWith", "0"]),
    ],
)
async def test_what_stands_against_an_order_names_the_input(ada: Shop, asked: Any, code: str, path: list[str]) -> None:
    (error,) = (await quote(ada, **asked))["userErrors"]

    assert (code, path) == (error["code"], error["path"])


async def test_a_named_coupon_keeps_its_place_among_those_that_are_fine(ada: Shop) -> None:
    codes = await issue(ada, "five", "app")

    (error,) = (await quote(ada, coupons=[codes["app"], codes["five"]]))["userErrors"]

    assert ("WRONG_CHANNEL", ["coupons", "0"]) == (error["code"], error["path"])


async def test_an_order_that_cannot_be_read_names_the_input(ada: Shop) -> None:
    nameless = {"total": "160.00", "items": [TEA, {**TEA, "sku": ""}]}
    fine = {**BASKET, "total": "10.001"}

    for order, path in ((nameless, ["order", "items", "1", "sku"]), (fine, ["order", "total"])):
        (fault,) = (await ada.send(QUOTE, {"order": order}))["errors"]
        assert path == fault["extensions"]["path"]


@pytest.mark.parametrize(
    ("item", "path"),
    [({"sku": ""}, ["items", "1", "sku"]), ({"amount": "1.234"}, ["items", "1", "amount"]),
     ({"amount": "-90"}, ["items"])],
)  # fmt: skip
async def test_goods_of_a_shelf_that_cannot_be_read_are_named(ada: Shop, item: Any, path: list[str]) -> None:
    (fault,) = (await ada.send(SHELF, {"items": [TEA, {**TEA, **item}]}))["errors"]

    assert path == fault["extensions"]["path"]


async def test_a_limit_of_an_order_without_a_number_names_none(ada: Shop) -> None:
    ((error,), (other,)) = [
        (await quote(ada, {**BASKET, **more}, payWith=[{"kind": "beans", "amount": "9000"}]))["userErrors"]
        for more in ({}, {"orderId": "A"})
    ]

    assert "at most 4600 beans may be used for this order (50% of £92); 4600 are left of that" == error["message"]
    assert "at most 4600 beans may be used for order A (50% of £92); 4600 are left of that" == other["message"]


async def test_units_that_are_worth_nothing_are_neither_offered_nor_kept(ada: Shop) -> None:
    told = [
        next(option for option in (await quote(ada))["payWith"] if option["kind"]["code"] == "dust"),
        (await quote(ada, payWith=[{"kind": "dust", "amount": "4"}]))["userErrors"][0]["message"],
        (await ada.ask("""mutation { checkoutHold(input: {member: {number: "1"}, order: {orderId: "A", total: "9"},
          payWith: [{kind: "dust", amount: "4"}], idempotencyKey: "h"}) { holds { id } userErrors { code path } } }"""))[
          "checkoutHold"],
    ]  # fmt: skip

    assert told == [
        {"kind": {"code": "dust"}, "most": "0", "worth": "0.00", "why": "4 is worth less than £0.01"},
        "4 dust would pay nothing, because they are worth less than 0.01; use more of it, or none",
        {"holds": [], "userErrors": [{"code": "WORTH_NOTHING", "path": ["payWith", "0"]}]},
    ]
