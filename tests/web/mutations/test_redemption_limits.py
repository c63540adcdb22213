"""S1 and the other limits on what pays for an order, through GraphQL: the quote says them, and what breaks them is refused."""

from typing import Any

import pytest

from tests.web.mutations.test_checkouts import HOLD, pay
from tests.web.mutations.test_quotes import CUP, TEA
from tests.web.shop import Shop

SETUP = """mutation($settings: JSON!) {
  beans: assetKindSave(input: {code: "beans", name: "Beans", names: {zh: "京豆"}, worth: "0.01"}) { userErrors { message } }
  cap: ruleSave(input: {rule: "spend_cap", settings: $settings}) { userErrors { code message path } }
  five: couponKindSave(input: {code: "five", name: "Five off", names: {zh: "立减五元"}, discount: {amount: 5}}) {
    userErrors { message } }
  member: memberCreate(input: {number: "1"}) { userErrors { code } }
  grant: assetGrant(input: {member: {number: "1"}, kind: "beans", amount: 20000, reason: "hello", idempotencyKey: "b"}) {
    userErrors { code } } }"""
OPTION = """query($order: OrderInput!, $coupons: [String!], $payWith: [PriceInput!]) { member(by: {number: "1"}) {
  quote(order: $order, coupons: $coupons, payWith: $payWith) { best left payWith { kind { code } most worth why }
    userErrors { code message path ... on CapExceeded { most } } } } }"""
PAY = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  userErrors { code message ... on CapExceeded { most } } } } }"""
BY_HAND = """mutation($amount: Decimal!) {
  spend: assetSpend(input: {member: {number: "1"}, kind: "beans", amount: $amount, reason: "till", idempotencyKey: "s",
    payable: "199.00", order: "B"}) { userErrors { code message ... on CapExceeded { most } } }
  hold: assetHold(input: {member: {number: "1"}, kind: "beans", amount: $amount, reason: "till", idempotencyKey: "h",
    payable: "199.00", order: "C"}) { userErrors { code message ... on CapExceeded { most } } } }"""
PLAIN = {"total": "199.00"}


async def opened(shop: Shop, **settings: Any) -> Shop:
    saved = await shop.ask(SETUP, {"settings": {"assets": ["beans"], **settings}})
    assert [[]] * 5 == [saving["userErrors"] for saving in saved.values()]
    return shop


async def beans(shop: Shop, order: Any = None, lang: str = "en", **more: Any) -> tuple[str, str]:
    """How many beans a quote allows, and why no more."""
    answer = await shop.send(OPTION, {"order": order or PLAIN, **more}, **{"Accept-Language": lang})
    assert "errors" not in answer, answer
    options = answer["data"]["member"]["quote"]["payWith"]
    return next((option["most"], option["why"]) for option in options if option["kind"]["code"] == "beans")


async def paid(shop: Shop, amount: str, total: str = "199.00", **data: Any) -> Any:
    """Pay an order with so many beans, and return its status and what stands against it."""
    event = {
        "type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": "A",
        "data": {"orderId": "A", "total": total, "payWith": [{"asset": "beans", "amount": amount}], **data},
    }  # fmt: skip
    result = (await shop.ask(PAY, {"events": [event]}))["eventsRecord"]["results"][0]
    return result["status"], result["userErrors"]


async def test_s1_half_of_an_order_may_be_paid_and_one_bean_more_is_refused_with_the_cap(shop: Shop) -> None:
    await opened(shop)
    message = "at most 9950 beans may be used for order {order} (50% of £199); 9950 are left of that"

    said = await beans(shop)
    refused = await paid(shop, "9951")
    by_hand = await shop.ask(BY_HAND, {"amount": "9951"})
    checkout = await shop.ask(
        HOLD, {"order": {**PLAIN, "orderId": "D"}, "payWith": [{"kind": "beans", "amount": "9951"}], "key": "k"}
    )

    assert ("9950", "Cap on paying with points: up to 9,950 for this order (50% of £199)") == said
    assert "REFUSED" == refused[0]
    assert [{"code": "CAP_EXCEEDED", "message": message.format(order="A"), "most": "9950"}] == (refused[1])
    assert [("CAP_EXCEEDED", "9950")] * 2 == [
        (error["code"], error["most"]) for answer in by_hand.values() for error in answer["userErrors"]
    ]
    assert ["CAP_EXCEEDED"] == [error["code"] for error in checkout["checkoutHold"]["userErrors"]]
    assert ("RECORDED", []) == await paid(shop, "9950")
    holding = await shop.ask("""{ member(by: {number: "1"}) { asset(kind: "beans") { available held } } }""")
    assert {"available": "10050", "held": "0"} == holding["member"]["asset"]


async def test_s1_the_quote_refuses_the_same(shop: Shop) -> None:
    await opened(shop)

    quoted = await shop.ask(OPTION, {"order": PLAIN, "payWith": [{"kind": "beans", "amount": "9951"}]})

    assert [("CAP_EXCEEDED", "9950")] == [
        (error["code"], error["most"]) for error in quoted["member"]["quote"]["userErrors"]
    ]
    fits = await shop.ask(OPTION, {"order": PLAIN, "payWith": [{"kind": "beans", "amount": "9950"}]})
    assert ("99.50", []) == (fits["member"]["quote"]["left"], fits["member"]["quote"]["userErrors"])


ITEMS = {"total": "100.00", "items": [TEA, CUP]}


@pytest.mark.parametrize(
    ("settings", "order", "most", "why", "zh", "more", "code"),
    [
        ({"most": 500}, PLAIN, "500", "up to 500 for this order (the most for one order)", "本单最多可用500（单笔上限）",
         "501", "CAP_EXCEEDED"),
        ({"step": 100}, PLAIN, "9900", "in multiples of 100, so up to 9,900", "须为100的整数倍，最多可用9,900", "9950",
         "NOT_IN_STEPS"),
        ({"least": 10000}, PLAIN, "0", "10,000 or more for an order, which is more than can be used",
         "每单10,000起用，本单不足", "9950", "BELOW_LEAST"),
        ({"order_least": 200}, PLAIN, "0", "nothing for this order (for orders of £200 or more)",
         "本单不可使用（订单满£200.00可用）", "1", "CAP_EXCEEDED"),
        ({"not_for_categories": ["tea"]}, ITEMS, "1000", "up to 1,000 for this order (50% of £20 for the goods that count)",
         "本单最多可用1,000（可抵扣商品£20.00的50%）", "1001", "CAP_EXCEEDED"),
        ({"not_for_categories": ["tea"], "not_for_skus": ["cup"]}, ITEMS, "0", "nothing for this order (not for these goods)",
         "本单不可使用（所购商品不可抵扣）", "1", "CAP_EXCEEDED"),
        ({"share": 1, "most": 50000}, {"total": "300"}, "20000", "you have 20,000", "可用20,000", "20001",
         "INSUFFICIENT_BALANCE"),
    ],
)  # fmt: skip
async def test_the_quote_names_the_limit_that_binds_in_both_languages_and_the_order_keeps_to_it(
    shop: Shop, settings: Any, order: Any, most: str, why: str, zh: str, more: str, code: str
) -> None:
    await opened(shop, **settings)

    assert (most, why) == tuple(part.removeprefix("Cap on paying with points: ") for part in await beans(shop, order))
    assert (most, zh) == tuple(part.rpartition("：")[2] for part in await beans(shop, order, "zh"))
    data = {key: part for key, part in order.items() if key == "items"}
    refused = await paid(shop, more, order["total"], **data)
    assert ("REFUSED", [code]) == (refused[0], [error["code"] for error in refused[1]])
    if most != "0":
        assert ("RECORDED", []) == await paid(shop, most, order["total"], **data)


async def test_what_does_not_go_with_coupons_says_so_and_the_best_coupons_give_way_to_it(shop: Shop) -> None:
    await opened(shop, not_with_coupons=["five"])
    issued = await shop.ask("""mutation { couponIssue(input: {kind: "five", member: {number: "1"}, idempotencyKey: "c"}) {
      coupons { code } userErrors { code } } }""")
    code = issued["couponIssue"]["coupons"][0]["code"]
    tender = [{"kind": "beans", "amount": "100"}]

    assert ("0", "Cap on paying with points: not together with Five off") == await beans(shop)
    assert ("0", "积分抵扣上限：不可与立减五元同时使用") == await beans(shop, lang="zh")
    assert "9950" == (await beans(shop, coupons=[]))[0]
    quoted = (await shop.ask(OPTION, {"order": PLAIN, "payWith": tender}))["member"]["quote"]
    assert ([], "198.00", []) == (quoted["best"], quoted["left"], quoted["userErrors"])
    named = (await shop.ask(OPTION, {"order": PLAIN, "payWith": tender, "coupons": [code]}))["member"]["quote"]
    assert [{
        "code": "NOT_WITH_COUPONS", "message": "beans cannot be used together with five; leave one of them out", "path": None,
        "most": "0",
    }] == named["userErrors"]  # fmt: skip
    refused = await paid(shop, "100", "194.00", coupons=[code])
    assert ("REFUSED", ["NOT_WITH_COUPONS"]) == (refused[0], [error["code"] for error in refused[1]])
    assert "RECORDED" == (await pay(shop, "194.00", "B", coupons=[code]))["status"]


async def test_what_an_order_uses_already_counts(shop: Shop) -> None:
    await opened(shop, least=200, step=50)
    await shop.ask(BY_HAND, {"amount": "9000"})

    said = await beans(shop, {**PLAIN, "orderId": "B"})

    assert ("950", "Cap on paying with points: up to 9,950 for this order (50% of £199); 9,000 used so far") == said
    by_hand = await shop.ask(BY_HAND.replace('"s"', '"s2"').replace('"h"', '"h2"'), {"amount": "951"})
    assert {"CAP_EXCEEDED"} == {error["code"] for answer in by_hand.values() for error in answer["userErrors"]}


async def test_a_cap_that_was_saved_with_its_share_alone_stays_as_it_was(shop: Shop) -> None:
    await opened(shop, share="0.25")

    read = await shop.ask("{ rules { rule settings } }")

    (settings,) = [rule["settings"] for rule in read["rules"] if rule["rule"] == "spend_cap"]
    assert ("0.25", None, None, None, False) == tuple(
        settings[name] for name in ("share", "most", "least", "step", "not_with_coupons")
    )
    assert "4975" == (await beans(shop))[0]


async def test_without_the_scope_of_assets_a_refusal_tells_no_amounts(shop: Shop) -> None:
    await opened(shop, step=100)
    sender = await shop.token("events:write", "assets:write")
    event = {
        "type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": "A",
        "data": {"orderId": "A", "total": "199.00", "payWith": [{"asset": "beans", "amount": "150"}]},
    }  # fmt: skip

    answer = await shop.send(PAY, {"events": [event]}, sender)

    (result,) = answer["data"]["eventsRecord"]["results"]
    assert [{"code": "NOT_IN_STEPS", "message": "the asset is used in other steps for an order"}] == result[
        "userErrors"
    ]


async def test_a_least_above_the_most_is_refused(shop: Shop) -> None:
    saved = await shop.ask(SETUP, {"settings": {"assets": ["beans"], "least": 100, "most": 50}})

    (error,) = saved["cap"]["userErrors"]
    assert "INVALID_SETTINGS" == error["code"]
    assert "least is above most" in error["message"]
