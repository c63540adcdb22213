"""Quotes for guests, who are no members yet: what an order would cost and earn on a tier, with nothing told of any member."""

from typing import Any

import pytest

from tests.web.mutations.test_quotes import BASKET, CUP, TEA, TERMS, pay
from tests.web.shop import LADDER, Shop

QUOTE = """query($order: OrderInput!, $tier: String, $track: String, $coupons: [String!], $payWith: [PriceInput!]) {
  quote(order: $order, tier: $tier, track: $track, coupons: $coupons, payWith: $payWith) {
    prices { sku list price benefit { code } } coupons { coupon { code kind { code } } usable saves why } best
    lines { sku list amount } total delivery left payWith { kind { code } most why }
    earns { kind code amount text } userErrors { code message path } } }"""
MORE = """mutation {
  half: benefitSave(input: {code: "silver-cups", name: "Cups for silver", value: ECONOMIC,
    memberPrice: {percentOff: 50, scope: {skus: ["cup"]}},
    condition: {test: {metric: "tier", op: EQ, value: "silver", args: {track: "club"}}}}) { userErrors { message } }
  times: ruleSave(input: {rule: "tier_multiplier", settings: {track: "club", times: {silver: "2"}}}) { userErrors { message } }
  summer: couponKindSave(input: {code: "summer", name: "Summer", discount: {amount: 7}, word: "SUMMER"}) {
    userErrors { message } } }"""


@pytest.fixture
async def market(shop: Shop) -> Shop:
    """A shop with a ladder, member prices and coupons, and without members."""
    await shop.ask(LADDER)
    await shop.ask(TERMS)
    saved = await shop.ask(MORE)
    assert [[]] * 3 == [saving["userErrors"] for saving in saved.values()]
    return shop


async def quote(shop: Shop, **more: Any) -> Any:
    return (await shop.ask(QUOTE, {"order": BASKET, **more}))["quote"]


def points(quoted: Any) -> str | None:
    return next((change["amount"] for change in quoted["earns"] if change["code"] == "points"), None)


async def test_without_a_tier_the_prices_are_those_of_new_members(market: Shop) -> None:
    quoted = await quote(market)

    assert [("oolong", "72.00"), ("cup", "20.00")] == [(price["sku"], price["price"]) for price in quoted["prices"]]
    assert ("92.00", "92.00", "6.00", "92", []) == (
        quoted["total"], quoted["left"], quoted["delivery"], points(quoted), quoted["userErrors"],
    )  # fmt: skip


async def test_a_tier_that_is_named_has_its_prices_and_earns_by_its_rules(market: Shop) -> None:
    quoted = await quote(market, tier="silver", track="club")

    assert [("oolong", "72.00", {"code": "tenth"}), ("cup", "10.00", {"code": "silver-cups"})] == [
        (price["sku"], price["price"], price["benefit"]) for price in quoted["prices"]
    ]
    assert ("82.00", "164") == (quoted["total"], points(quoted))
    assert {"TIER"}.isdisjoint(change["kind"] for change in quoted["earns"])
    assert quoted == await quote(market, tier="silver")


async def test_a_tier_stays_whatever_the_order_makes_of_it(market: Shop) -> None:
    await market.ask("""mutation { tierTrackSave(input: {code: "club", name: "Club", kind: EARNED, downgrade: TO_QUALIFIED,
      expectedVersion: 1, tiers: [{code: "bronze", name: "Bronze", rank: 1},
        {code: "silver", name: "Silver", rank: 2, condition: {test: {metric: "orders", op: GTE, value: 2}}}]}) {
      userErrors { code } } }""")

    quoted = await quote(market, tier="silver", track="club")

    assert ("82.00", "164") == (quoted["total"], points(quoted))
    assert {"TIER"}.isdisjoint(change["kind"] for change in quoted["earns"])


async def test_of_coupons_the_public_word_may_be_named(market: Shop) -> None:
    quoted = await quote(market, coupons=["summer"])

    (option,) = quoted["coupons"]
    assert ("summer", True, "7.00") == (option["coupon"]["kind"]["code"], option["usable"], option["saves"])
    assert (["SUMMER"], "85.00", []) == (quoted["best"], quoted["left"], quoted["userErrors"])
    assert ["UNKNOWN_COUPON"] == [error["code"] for error in (await quote(market, coupons=["WINTER"]))["userErrors"]]
    assert [] == (await quote(market))["coupons"]


async def test_a_word_of_before_is_good_no_more(market: Shop) -> None:
    await market.ask("""mutation { couponKindSave(input: {code: "summer", name: "Summer", discount: {amount: 7}, word: "SUN"}) {
      userErrors { message } } }""")

    old = await quote(market, coupons=["SUMMER"])

    assert (["COUPON_EXPIRED"], "92.00") == ([error["code"] for error in old["userErrors"]], old["left"])
    assert "85.00" == (await quote(market, coupons=["SUN"]))["left"]


async def test_a_member_who_joins_then_gets_what_was_quoted(market: Shop) -> None:
    quoted = await quote(market, coupons=["SUMMER"])
    await market.ask("""mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }""")

    done = await pay(market, quoted)

    assert ("RECORDED", []) == (done["status"], done["userErrors"])
    said = [{key: change[key] for key in ("kind", "code", "amount")} for change in quoted["earns"]]
    assert said == done["changes"]


async def test_a_named_word_saves_on_a_members_quote_as_well(market: Shop) -> None:
    await market.ask("""mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }""")

    answer = await market.ask(
        """query($order: OrderInput!) { member(by: {number: "1"}) { quote(order: $order, coupons: ["summer"]) {
          best left userErrors { code } } } }""",
        {"order": BASKET},
    )

    assert {"best": ["SUMMER"], "left": "85.00", "userErrors": []} == answer["member"]["quote"]


async def test_guests_have_nothing_to_pay_with(market: Shop) -> None:
    quoted = await quote(market, payWith=[{"kind": "beans", "amount": "1"}])

    assert {("beans", "0"), ("balance", "0.00")} == {
        (option["kind"]["code"], option["most"]) for option in quoted["payWith"]
    }
    assert ["INSUFFICIENT_BALANCE"] == [error["code"] for error in quoted["userErrors"]]


async def test_nothing_is_written(market: Shop) -> None:
    await quote(market, tier="silver", coupons=["SUMMER"])

    read = await market.ask("{ members { totalCount } events { totalCount } couponKinds { code left } }")

    assert (0, 0) == (read["members"]["totalCount"], read["events"]["totalCount"])


async def test_an_unknown_tier_is_said_and_a_tier_needs_its_scope(market: Shop) -> None:
    narrow = await market.token("assets:read")

    assert [("UNKNOWN_TIER", ["quote"])] == await market.errors(QUOTE, {"order": BASKET, "tier": "diamond"})
    for order in ({"order": BASKET, "tier": "silver"}, {"order": BASKET, "tier": "diamond"}):
        assert [("FORBIDDEN", ["quote"])] == [
            (code, path[:1]) for code, path in await market.errors(QUOTE, order, narrow) if path == ["quote"]
        ]


async def test_without_the_scope_of_coupons_and_benefits_none_is_told(market: Shop) -> None:
    narrow = await market.token("assets:read")

    answer = await market.send(
        """query($order: OrderInput!) { quote(order: $order, coupons: ["SUMMER"]) { best left coupons { usable }
          prices { sku price benefit { code } } } }""",
        {"order": {**BASKET, "items": [TEA, CUP]}},
        narrow,
    )

    told = answer["data"]["quote"]
    assert ([], "92.00") == (told["best"], told["left"])
    assert [None, None] == [price["benefit"] for price in told["prices"]]


async def test_members_ask_for_themselves(market: Shop) -> None:
    made = await market.ask("""mutation { memberCreate(input: {number: "1"}) { userErrors { code } }
      memberTokenCreate(input: {member: {number: "1"}}) { token } }""")

    answer = await market.send(QUOTE, {"order": BASKET}, made["memberTokenCreate"]["token"])

    assert answer["data"] is None or answer["data"]["quote"] is None


async def test_a_word_whose_coupons_have_run_out_saves_nothing(market: Shop) -> None:
    await market.ask("""mutation { couponKindSave(input: {code: "last", name: "The last one", discount: {amount: 9},
        word: "LAST", stock: 1}) { userErrors { code } }
      a: memberCreate(input: {number: "1"}) { userErrors { code } } b: memberCreate(input: {number: "2"}) { userErrors { code } }
      couponIssue(input: {kind: "last", member: {number: "1"}, idempotencyKey: "l"}) { userErrors { code } } }""")
    of_member = """query($order: OrderInput!, $number: String!) { member(by: {number: $number}) { quote(order: $order,
      coupons: ["LAST"]) { best left coupons { usable why } userErrors { code path } } } }"""

    holder, other = [
        (await market.ask(of_member, {"order": BASKET, "number": number}))["member"]["quote"] for number in ("1", "2")
    ]
    guest = await quote(market, coupons=["LAST"])

    assert (1, "83.00", []) == (len(holder["best"]), holder["left"], holder["userErrors"])
    for quoted in (other, guest):
        assert ([], "92.00") == (quoted["best"], quoted["left"])
        assert [(False, "The last one has 0 left, 1 asked for")] == [
            (option["usable"], option["why"]) for option in quoted["coupons"]
        ]
        assert [("EXHAUSTED", ["coupons", "0"])] == [(one["code"], one["path"]) for one in quoted["userErrors"]]
