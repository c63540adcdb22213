"""Orders before they are paid: what a member pays, with what, and what it earns; then the same order is paid."""

from typing import Any

import pytest

from tests.web.shop import LADDER, Shop

TERMS = """mutation {
  beans: assetKindSave(input: {code: "beans", name: "Beans", worth: "0.01"}) { userErrors { message } }
  cap: ruleSave(input: {rule: "spend_cap", settings: {assets: ["beans"]}}) { userErrors { message } }
  tenth: benefitSave(input: {code: "tenth", name: "A tenth off tea", value: ECONOMIC,
    memberPrice: {percentOff: 10, scope: {categories: ["tea"]}},
    condition: {test: {metric: "tier", op: IN, value: ["bronze", "silver"], args: {track: "club"}}}}) {
    benefit { memberPrice { percentOff each delivery scope { categories skus } } } userErrors { code message } }
  five: couponKindSave(input: {code: "five", name: "Five off", discount: {amount: 5}, minimum: 20, group: "g"}) {
    userErrors { message } }
  fifth: couponKindSave(input: {code: "fifth", name: "A fifth off", discount: {percent: 20, most: 30}, group: "g"}) {
    userErrors { message } }
  free: couponKindSave(input: {code: "free", name: "Free delivery", discount: {delivery: true}}) {
    couponKind { discount { delivery amount } } userErrors { message } }
  app: couponKindSave(input: {code: "app", name: "App only", discount: {amount: 1}, channels: ["app"]}) {
    userErrors { message } }
}"""
QUOTE = """query($order: OrderInput!, $coupons: [String!], $payWith: [PriceInput!]) { member(by: {number: "1"}) {
  quote(order: $order, coupons: $coupons, payWith: $payWith) {
    payWith { kind { code } most worth why }
    coupons { coupon { code state kind { code } } usable saves why }
    prices { sku list price benefit { code } }
    lines { sku list amount } total delivery best left
    earns { kind code amount } userErrors { code message path } } } }"""
TEA = {"sku": "oolong", "category": "tea", "quantity": "2", "amount": "80.00"}
CUP = {"sku": "cup", "category": "ware", "quantity": "1", "amount": "20.00"}
BASKET = {"total": "100.00", "items": [TEA, CUP], "delivery": "6.00"}


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with prices, coupons and a member on bronze with 20,000 beans."""
    await shop.ask(LADDER)
    saved = await shop.ask(TERMS)
    assert [[]] * 7 == [saving["userErrors"] for saving in saved.values()]
    await shop.ask("""mutation { memberCreate(input: {number: "1"}) { userErrors { code } }
      assetGrant(input: {member: {number: "1"}, kind: "beans", amount: 20000, reason: "hello", idempotencyKey: "b"}) {
        userErrors { code } } }""")
    return shop


async def issue(shop: Shop, *kinds: str) -> dict[str, str]:
    """Give the member a coupon of each kind, and return the codes by kind."""
    codes = {}
    for kind in kinds:
        given = await shop.ask(f"""mutation {{ couponIssue(input: {{kind: "{kind}", member: {{number: "1"}},
          idempotencyKey: "{kind}"}}) {{ coupons {{ code }} userErrors {{ message }} }} }}""")
        codes[kind] = given["couponIssue"]["coupons"][0]["code"]
    return codes


async def quote(shop: Shop, order: Any = None, **more: Any) -> Any:
    return (await shop.ask(QUOTE, {"order": order or BASKET, **more}))["member"]["quote"]


async def pay(shop: Shop, quoted: Any, number: str = "A", **data: Any) -> Any:
    """Record the order that a quote describes."""
    given = {line["sku"]: line for line in (TEA, CUP)}
    items = [{**given[line["sku"]], "list": line["list"], "amount": line["amount"]} for line in quoted["lines"]]
    event = {
        "type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": number,
        "data": {"orderId": number, "total": quoted["total"], "items": items, "coupons": quoted["best"], **data},
    }  # fmt: skip
    record = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
      changes { kind code amount } userErrors { code message } } } }"""
    return (await shop.ask(record, {"events": [event]}))["eventsRecord"]["results"][0]


async def test_a_member_price_stands_next_to_the_plain_one(ada: Shop) -> None:
    quoted = await quote(ada)

    assert [
        {"sku": "oolong", "list": "80.00", "price": "72.00", "benefit": {"code": "tenth"}},
        {"sku": "cup", "list": "20.00", "price": "20.00", "benefit": None},
    ] == quoted["prices"]
    assert ("92.00", "92.00", "6.00", []) == tuple(quoted[key] for key in ("total", "left", "delivery", "userErrors"))


async def test_half_of_what_is_left_may_be_paid_with_beans(ada: Shop) -> None:
    options = {option["kind"]["code"]: option for option in (await quote(ada))["payWith"]}

    beans = options["beans"]
    assert ("0.00", "you have £0") == (options["balance"]["most"], options["balance"]["why"])

    assert ("4600", "46.00") == (beans["most"], beans["worth"])
    assert "4,600" in beans["why"]


async def test_the_best_coupons_are_chosen_and_the_others_say_why_not(ada: Shop) -> None:
    codes = await issue(ada, "five", "fifth", "free", "app")

    quoted = await quote(ada)

    assert [codes["fifth"], codes["free"]] == quoted["best"]
    assert ("73.60", "73.60", "0.00") == (quoted["total"], quoted["left"], quoted["delivery"])
    told = {option["coupon"]["kind"]["code"]: option for option in quoted["coupons"]}
    assert {"USABLE"} == {option["coupon"]["state"] for option in quoted["coupons"]}
    assert {"five": "5.00", "fifth": "18.40", "free": "6.00", "app": None} == {
        code: option["saves"] for code, option in told.items()
    }
    assert "saves £5" == told["five"]["why"]
    assert "free delivery" == told["free"]["why"]
    assert "App only is for the channels app; say the channel of the order" == told["app"]["why"]


async def test_what_is_saved_on_the_order_is_spread_over_its_lines(ada: Shop) -> None:
    await issue(ada, "five")

    lines = (await quote(ada))["lines"]

    assert [("oolong", "68.09"), ("cup", "18.91")] == [(line["sku"], line["amount"]) for line in lines]


async def test_the_order_then_does_what_the_quote_said(ada: Shop) -> None:
    await issue(ada, "fifth", "free")
    quoted = await quote(ada)

    paid = await pay(ada, quoted)

    assert ("RECORDED", []) == (paid["status"], paid["userErrors"])
    assert quoted["earns"] == paid["changes"]
    assert {"kind": "ASSET", "code": "points", "amount": "73"} in paid["changes"]


async def test_tenders_lower_what_is_left_and_what_is_earned(ada: Shop) -> None:
    quoted = await quote(ada, payWith=[{"kind": "beans", "amount": "1000"}])

    assert ("92.00", "82.00") == (quoted["total"], quoted["left"])
    paid = await pay(ada, quoted, payWith=[{"asset": "beans", "amount": "1000"}])
    assert quoted["earns"] == paid["changes"]


async def test_named_coupons_are_used_instead_of_the_best(ada: Shop) -> None:
    codes = await issue(ada, "five", "fifth")

    quoted = await quote(ada, coupons=[codes["five"]])

    assert ([codes["five"]], "87.00") == (quoted["best"], quoted["left"])


async def test_an_order_that_would_not_be_taken_says_why(ada: Shop) -> None:
    codes = await issue(ada, "app")

    wrong = await quote(ada, coupons=[codes["app"]])
    unknown = await quote(ada, coupons=["NOSUCHCODE"])

    assert ["WRONG_CHANNEL"] == [error["code"] for error in wrong["userErrors"]]
    assert ["UNKNOWN_COUPON"] == [error["code"] for error in unknown["userErrors"]]
    assert ([], []) == (wrong["earns"], unknown["earns"])


async def test_nothing_of_a_quote_is_kept(ada: Shop) -> None:
    await issue(ada, "five")
    await quote(ada)

    read = await ada.ask("""{ member(by: {number: "1"}) { events { totalCount } coupons { edges { node { state } } }
      metric(name: "orders") } }""")

    assert 0 == read["member"]["metric"]
    assert ["USABLE"] == [edge["node"]["state"] for edge in read["member"]["coupons"]["edges"]]


async def test_coupons_of_one_group_are_refused_together(ada: Shop) -> None:
    codes = await issue(ada, "five", "fifth")
    quoted = await quote(ada)

    paid = await pay(ada, {**quoted, "best": list(codes.values())})

    assert ("REFUSED", "NOT_WITH_OTHERS") == (paid["status"], paid["userErrors"][0]["code"])


async def test_goods_on_a_shelf_are_priced_each_by_itself(ada: Shop) -> None:
    shelf = """query($items: [OrderItemInput!]!) { member(by: {number: "1"}) {
      prices(items: $items) { sku list price benefit { code } } } }"""

    prices = (await ada.ask(shelf, {"items": [TEA, CUP] * 50}))["member"]["prices"]

    assert 100 == len(prices)
    assert {("oolong", "72.00"), ("cup", "20.00")} == {(price["sku"], price["price"]) for price in prices}
    assert ["TOO_MANY_ITEMS"] == [code for code, _ in await ada.errors(shelf, {"items": [TEA] * 101})]


async def test_without_the_scope_of_coupons_a_quote_uses_and_tells_none(ada: Shop) -> None:
    await issue(ada, "five")
    narrow = await ada.token("members:read", "assets:read")

    answer = await ada.send(
        """query($order: OrderInput!) { member(by: {number: "1"}) { quote(order: $order) { left payWith { most } } } }""",
        {"order": BASKET},
        narrow,
    )

    assert "errors" not in answer
    assert "92.00" == answer["data"]["member"]["quote"]["left"]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"total": "10.00", "currency": "USD"}, "WRONG_CURRENCY"),
        ({"total": "10.00", "delivery": "-1"}, "INVALID_AMOUNT"),
        ({"total": "10.005"}, "AMOUNT_NOT_EXACT"),
        ({"total": "10", "items": [{**TEA, "amount": "-1"}]}, "LINES_DO_NOT_ADD_UP"),
    ],
)
async def test_an_order_that_cannot_be_read_is_said(ada: Shop, order: Any, code: str) -> None:
    assert [code] == [code for code, _ in await ada.errors(QUOTE, {"order": order})]


async def test_an_exchange_that_comes_to_less_than_nothing_at_the_members_prices_is_said(ada: Shop) -> None:
    back = {**TEA, "quantity": "-2", "amount": "-80.00"}
    quoted = await quote(ada, {"total": "0.00", "items": [back, TEA]})

    assert ("-8.00", "-8.00") == (quoted["total"], quoted["left"]), "80 is handed back for what costs the member 72"
    assert ["TOTAL_BELOW_ZERO"] == [error["code"] for error in quoted["userErrors"]]
    assert {"0", "0.00"} == {option["most"] for option in quoted["payWith"]}


async def test_a_member_price_may_be_nothing(ada: Shop) -> None:
    save = """mutation { benefitSave(input: {code: "cup", name: "A cup for nothing", value: ECONOMIC,
      memberPrice: {each: 0, mostPieces: 1, scope: {skus: ["cup"]}}}) {
      benefit { memberPrice { each percentOff } } userErrors { code message } } }"""
    saved = (await ada.ask(save))["benefitSave"]
    quoted = await quote(ada)

    assert ({"each": "0.00", "percentOff": None}, []) == (saved["benefit"]["memberPrice"], saved["userErrors"])
    assert ["72.00", "0.00"] == [line["price"] for line in quoted["prices"]]


PAID = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  decisions { code why } userErrors { code message } } } }"""


async def record(shop: Shop, total: str, coupons: list[str], *items: Any) -> Any:
    """Record an order, and return its status and what was said of its price, by code."""
    event = {
        "type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": total,
        "data": {"orderId": total, "total": total, "items": list(items), "coupons": coupons},
    }  # fmt: skip
    (result,) = (await shop.ask(PAID, {"events": [event]}))["eventsRecord"]["results"]
    told = {one["code"]: one["why"] for one in result["decisions"]}
    return result["status"], {code: why for code, why in told.items() if code.startswith(("coupon", "order"))}


async def states(shop: Shop) -> dict[str, str]:
    """Return the states of the member's coupons by kind."""
    read = await shop.ask("""{ member(by: {number: "1"}) { coupons { edges { node { state kind { code } } } } } }""")
    coupons = [edge["node"] for edge in read["member"]["coupons"]["edges"]]
    return {coupon["kind"]["code"]: coupon["state"] for coupon in coupons}


async def test_what_coupons_save_is_worked_out_and_said(ada: Shop) -> None:
    codes = await issue(ada, "five")

    said = await record(ada, "67.00", [codes["five"]], {**TEA, "list": "80.00", "amount": "67.00"})

    assert ("RECORDED", {"coupons_saved": "the coupons saved £5"}) == said


async def test_an_order_that_says_otherwise_counts_and_the_difference_is_told(ada: Shop) -> None:
    codes = await issue(ada, "five")

    status, told = await record(ada, "70.00", [codes["five"]], {**TEA, "list": "80.00", "amount": "70.00"})

    assert "RECORDED" == status
    assert (
        "by member prices and coupons it should come to £67; the order says £70, which counts" == told["order_differs"]
    )
    assert {"five": "USED"} == await states(ada)


async def test_a_coupon_without_effect_stays_unused(ada: Shop) -> None:
    await ada.ask("""mutation { benefitSave(input: {code: "nofreight", name: "No freight", value: ECONOMIC,
      memberPrice: {delivery: true}}) { userErrors { message } } }""")
    codes = await issue(ada, "free", "five")

    told = await record(ada, "67.00", list(codes.values()), {**TEA, "list": "80.00", "amount": "67.00"})

    assert "free would have saved nothing and stays unused" == told[1]["coupon_unused"]
    assert {"free": "USABLE", "five": "USED"} == await states(ada)


async def test_without_plain_prices_nothing_is_said_of_them(ada: Shop) -> None:
    codes = await issue(ada, "five")

    assert ("RECORDED", {}) == await record(ada, "70.00", [codes["five"]], {**TEA, "amount": "70.00"})


async def test_pd11_benefits_of_several_tracks_hold_together(ada: Shop) -> None:
    """The ladder's price on tea, another track's on all else, and its free delivery. On one line the lowest price counts."""
    saved = await ada.ask("""mutation {
      plus: tierTrackSave(input: {code: "plus", name: "PLUS", kind: EARNED, tiers: [{code: "plus", name: "PLUS", rank: 1}]}) {
        userErrors { message } }
      freight: benefitSave(input: {code: "freight", name: "Free delivery", value: ECONOMIC, memberPrice: {delivery: true},
        condition: {test: {metric: "tier", op: EQ, value: "plus", args: {track: "plus"}}}}) { userErrors { message } }
      all: benefitSave(input: {code: "all", name: "5 % off", value: ECONOMIC, memberPrice: {percentOff: 5},
        condition: {test: {metric: "tier", op: EQ, value: "plus", args: {track: "plus"}}}}) { userErrors { message } } }""")
    assert [[]] * 3 == [saving["userErrors"] for saving in saved.values()]
    await ada.ask("""mutation { memberCreate(input: {number: "2"}) { userErrors { code } } }""")

    answer = await ada.ask(QUOTE.replace('number: "1"', 'number: "2"'), {"order": BASKET})

    quoted = answer["member"]["quote"]
    assert [("72.00", {"code": "tenth"}), ("19.00", {"code": "all"})] == [
        (price["price"], price["benefit"]) for price in quoted["prices"]
    ]
    assert ("91.00", "0.00", []) == (quoted["left"], quoted["delivery"], quoted["userErrors"])


async def test_a_word_saves_in_the_quote_what_it_saves_in_the_order(ada: Shop) -> None:
    await ada.ask("""mutation { couponKindSave(input: {code: "summer", name: "Summer", discount: {amount: 4}, word: "SUMMER",
      perMember: 1}) { userErrors { message } } }""")

    quoted = await quote(ada, coupons=["Summer"])
    paid = await pay(ada, quoted)
    more = await quote(ada, coupons=["SUMMER"])

    assert (["SUMMER"], "88.00") == (quoted["best"], quoted["total"])
    assert "RECORDED" == paid["status"]
    assert quoted["earns"] == paid["changes"]
    assert ["COUPON_LIMIT_REACHED"] == [error["code"] for error in more["userErrors"]]


async def test_a_named_coupon_that_does_not_fit_is_not_used_for_nothing(ada: Shop) -> None:
    codes = await issue(ada, "five")

    quoted = await quote(ada, {"total": "18.00"}, coupons=[codes["five"]])

    assert ("18.00", [], []) == (quoted["total"], quoted["best"], quoted["earns"])
    assert ["MINIMUM_NOT_REACHED"] == [error["code"] for error in quoted["userErrors"]]
