"""Orders that sell cards, before they are paid: what the quote says is what the order then does."""

from random import Random
from typing import Any

import pytest

from tests.web.cards.test_wrong_pins import member_secret
from tests.web.cards.till import Till, code

TERMS = """mutation {
  beans: assetKindSave(input: {code: "beans", name: "Beans", worth: "0.01"}) { userErrors { message } }
  earning: cardKindSave(input: {code: "earning", name: "Earning", type: STORED_VALUE, asset: "balance", amount: "50",
    earns: true}) { userErrors { message } }
  all: benefitSave(input: {code: "all", name: "A fifth off all", value: ECONOMIC, memberPrice: {percentOff: "20"},
    condition: {test: {metric: "orders", op: GTE, value: 0}}}) { userErrors { message } }
  cup: benefitSave(input: {code: "cup", name: "A cup for one", value: ECONOMIC, memberPrice: {each: "1", scope: {skus: ["cup"]},
    orderLeast: "50"}, condition: {test: {metric: "orders", op: GTE, value: 0}}}) { userErrors { message } }
  tenth: couponKindSave(input: {code: "tenth", name: "A tenth off", discount: {percent: "10"}, word: "TENTH"}) {
    userErrors { message } }
  five: couponKindSave(input: {code: "five", name: "5 off", discount: {amount: "5"}, minimum: "30", word: "FIVE"}) {
    userErrors { message } }
  half: couponKindSave(input: {code: "half", name: "Half the cards", discount: {percent: "50"}, scope: {skus: ["card"]},
    word: "HALF"}) { userErrors { message } }
}"""
FIELDS = """payWith { kind { code } most why } lines { sku list amount } prices { sku price } total best left
  coupons { coupon { kind { code } } usable why } earns { kind code amount } userErrors { code path }"""
QUOTE = f"""query($order: OrderInput!, $coupons: [String!], $payWith: [PriceInput!]) {{ member(by: {{number: "ada"}}) {{
  quote(order: $order, coupons: $coupons, payWith: $payWith) {{ {FIELDS} }} }} }}"""
GUEST = f"query($order: OrderInput!) {{ quote(order: $order) {{ {FIELDS} }} }}"
PAID = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  changes { kind code amount } decisions { code why } userErrors { code message path } } } }"""
HOLD = """mutation($input: CheckoutHoldInput!) { checkoutHold(input: $input) { left userErrors { code path } } }"""
POT = {"sku": "pot", "quantity": "1", "amount": "40.00"}
CUP = {"sku": "cup", "quantity": "1", "amount": "10.00"}


def order(card: str, *goods: dict[str, Any], amount: str = "50.00", **more: Any) -> dict[str, Any]:
    """An order of goods and a card."""
    items = [*goods, {"sku": "card", "quantity": "1", "amount": amount, "card": card}]
    return {"total": f"{sum(float(item['amount']) for item in items):.2f}", "items": items, **more}


def paid_as(quote: Any, asked: Any, number: str = "o1", **more: Any) -> dict[str, Any]:
    """What `order.paid` is to say by a quote."""
    items = [{**item, **line} for item, line in zip(asked["items"], quote["lines"], strict=True)]
    return {"orderId": number, "total": quote["total"], "items": items, "coupons": quote["best"], **more}


@pytest.fixture
async def market(till: Till) -> Till:
    """A shop with member prices and coupons for everything, and a member with 10,000 beans, which are worth 100."""
    saved = await till.shop.ask(TERMS)
    assert not any(part["userErrors"] for part in saved.values()), saved
    await till.shop.ask("""mutation { assetGrant(input: {member: {number: "ada"}, kind: "beans", amount: 10000, reason: "hello",
      idempotencyKey: "b"}) { userErrors { code } } }""")
    return till


async def quoted(till: Till, asked: Any, **more: Any) -> Any:
    return (await till.shop.ask(QUOTE, {"order": asked, **more}))["member"]["quote"]


async def paid(till: Till, **data: Any) -> Any:
    event = {
        "type": "order.paid",
        "member": {"number": "ada"},
        "source": "till",
        "externalId": data["orderId"],
        "data": data,
    }
    return (await till.shop.ask(PAID, {"events": [event]}))["eventsRecord"]["results"][0]


async def issued(till: Till, kind: str) -> str:
    ((number, _),) = await till.issue(kind)
    return number


def earned(changes: Any) -> list[Any]:
    return [(change["kind"], change["code"], change["amount"]) for change in changes]


@pytest.mark.parametrize(("kind", "points"), [("fifty", "23"), ("earning", "73"), ("plus", "23")])
@pytest.mark.parametrize("by", ["number", "id"])
async def test_the_order_does_what_its_quote_said(market: Till, kind: str, points: str, by: str) -> None:
    number = await issued(market, kind)
    card = number if by == "number" else (await market.card(number))["id"]
    asked = order(card, POT)

    quote = await quoted(market, asked, coupons=["TENTH", "FIVE"])
    done = await paid(market, **paid_as(quote, asked))

    assert [] == quote["userErrors"]
    assert ["TENTH", "FIVE"] == quote["best"]
    # a fifth and a tenth and 5 off the pot: 40 → 32 → 28.80 → 23.80; the card is 50
    assert [("pot", "23.80"), ("card", "50.00")] == [(line["sku"], line["amount"]) for line in quote["lines"]]
    assert ("RECORDED", []) == (done["status"], done["userErrors"])
    assert earned(quote["earns"]) == earned(done["changes"])
    assert ("ASSET", "points", points) in earned(done["changes"])
    assert "ACTIVE" == (await market.card(number))["state"]
    notes = {line["code"]: line["why"] for line in done["decisions"]}
    assert "order_differs" not in notes, notes
    assert "the coupons saved £8.20" == notes["coupons_saved"]
    await market.clean()


async def test_a_card_has_no_member_price_and_unlocks_none(market: Till) -> None:
    quote = await quoted(market, order(await issued(market, "fifty"), CUP), coupons=[])

    # the cup for 1 is for orders with 50 of other goods
    assert [("cup", "8.00"), ("card", "50.00")] == [(line["sku"], line["price"]) for line in quote["prices"]]


@pytest.mark.parametrize(
    ("word", "why"), [("HALF", "NOT_FOR_THESE_GOODS"), ("FIVE", "MINIMUM_NOT_REACHED"), ("TENTH", None)]
)  # fmt: skip
async def test_coupons_look_at_goods_alone(market: Till, word: str, why: str | None) -> None:
    asked = order(await issued(market, "fifty"), CUP)

    quote = await quoted(market, asked, coupons=[word])
    plain = await quoted(market, asked, coupons=[])
    done = await paid(market, **{**paid_as(plain, asked), "coupons": [word]})

    assert [why] if why else [] == [error["code"] for error in quote["userErrors"]]
    assert ([why] if why else []) == [error["code"] for error in done["userErrors"]]


async def test_an_order_of_cards_alone_uses_no_coupon(market: Till) -> None:
    asked = order(await issued(market, "fifty"))

    quote = await quoted(market, asked)
    done = await paid(market, **{**paid_as(quote, asked), "coupons": ["TENTH"]})

    assert ([], "50.00") == (quote["best"], quote["total"])
    assert ["NOT_FOR_THESE_GOODS"] == [error["code"] for error in done["userErrors"]]


async def test_assets_pay_for_goods_and_not_for_cards(market: Till) -> None:
    asked = order(await issued(market, "fifty"), POT)

    most = {option["kind"]["code"]: option for option in (await quoted(market, asked, coupons=[]))["payWith"]}["beans"]
    fine = await quoted(market, asked, coupons=[], payWith=[{"kind": "beans", "amount": most["most"]}])
    more = await quoted(market, asked, coupons=[], payWith=[{"kind": "beans", "amount": "3201"}])
    refused = await paid(market, **paid_as(more, asked), payWith=[{"asset": "beans", "amount": "3201"}])
    done = await paid(market, **paid_as(fine, asked, "o2"), payWith=[{"asset": "beans", "amount": "3200"}])

    assert ("3200", "3,200 is all that the goods of this order need; assets do not pay for cards") == (
        most["most"], most["why"],
    )  # fmt: skip
    assert ([], "50.00") == (fine["userErrors"], fine["left"])
    assert ["NOT_FOR_CARDS"] == [error["code"] for error in more["userErrors"]]
    assert ["NOT_FOR_CARDS"] == [error["code"] for error in refused["userErrors"]]
    assert ("RECORDED", earned(fine["earns"])) == (done["status"], earned(done["changes"]))
    await market.clean()


async def test_a_spend_cap_is_a_share_of_the_goods(market: Till) -> None:
    await market.shop.ask("""mutation { ruleSave(input: {rule: "spend_cap", settings: {assets: ["beans"], share: "0.5",
      not_for_skus: ["card"]}}) { userErrors { message } } }""")
    asked = order(await issued(market, "fifty"), POT)

    quote = await quoted(market, asked, coupons=[])
    done = await paid(market, **paid_as(quote, asked), payWith=[{"asset": "beans", "amount": "1601"}])

    assert {"beans": "1600"}.items() <= {one["kind"]["code"]: one["most"] for one in quote["payWith"]}.items()
    assert ["CAP_EXCEEDED"] == [error["code"] for error in done["userErrors"]]


async def test_a_checkout_keeps_what_pays_for_the_goods_and_not_for_the_card(market: Till) -> None:
    number = await issued(market, "fifty")
    asked = order(number, POT, orderId="o1")
    given = {
        "member": {"number": "ada"}, "order": asked, "coupons": ["TENTH"], "payWith": [{"kind": "beans", "amount": "500"}],
        "idempotencyKey": "h1",
    }  # fmt: skip

    kept = (await market.shop.ask(HOLD, {"input": given}))["checkoutHold"]
    pays = [{"kind": "beans", "amount": "5000"}]
    more = (await market.shop.ask(HOLD, {"input": {**given, "payWith": pays, "idempotencyKey": "h2"}}))["checkoutHold"]
    state = (await market.card(number))["state"]
    items = [
        {"sku": "pot", "quantity": "1", "amount": "28.80"}, {"sku": "card", "quantity": "1", "amount": "50", "card": number},
    ]  # fmt: skip
    done = await paid(market, orderId="o1", total="78.80", items=items)

    assert {"left": "73.80", "userErrors": []} == kept
    assert ["NOT_FOR_CARDS"] == [error["code"] for error in more["userErrors"]]
    assert ("INACTIVE", "RECORDED") == (state, done["status"])
    assert ("ASSET", "beans", "-500") in earned(done["changes"])
    await market.clean()


async def test_a_card_that_cannot_be_sold_stands_against_the_quote_as_against_the_order(market: Till) -> None:
    sold, _ = await market.sold("fifty")
    for card, why in ((sold, "CARD_ACTIVE"), ("5445297630282790", "UNKNOWN_CARD")):
        asked = order(card, POT)

        quote = await quoted(market, asked)
        done = await paid(market, **paid_as(quote, asked))

        assert [{"code": why, "path": ["order", "items", "1", "card"]}] == quote["userErrors"]
        assert why == code(done)


async def test_one_card_is_quoted_for_several_members_and_nothing_is_kept(market: Till) -> None:
    number = await issued(market, "fifty")

    read = await market.shop.ask(
        """query($order: OrderInput!) { members(first: 2) { edges { node { quote(order: $order) {
          total userErrors { code } } } } } }""",
        {"order": order(number)},
    )

    assert [{"total": "50.00", "userErrors": []}] * 2 == [one["node"]["quote"] for one in read["members"]["edges"]]
    card = await market.card(number)
    assert ("INACTIVE", ["ISSUED"]) == (card["state"], [move["type"] for move in card["moves"]])


@pytest.mark.parametrize("seed", range(4))
async def test_any_order_with_cards_does_what_its_quote_said(market: Till, seed: int) -> None:
    random = Random(seed)
    for number in range(6):
        goods = [{"sku": random.choice(["pot", "cup", "card"]), "quantity": str(random.randint(1, 3)),
                  "amount": f"{random.randint(0, 9000) / 100:.2f}"} for _ in range(random.randint(0, 3))]  # fmt: skip
        kind = random.choice(["gift", "fifty", "washing", "plus", "earning"])
        amount = f"{random.randint(1000, 5000) / 100:.2f}"
        asked = order(await issued(market, kind), *goods, amount=amount, delivery=random.choice([None, "4.90"]))
        random.shuffle(asked["items"])
        words = random.choice([None, [], *([word] for word in ("TENTH", "FIVE", "HALF"))])
        plain = await quoted(market, asked, coupons=words)
        words = plain["best"]
        most = {one["kind"]["code"]: one["most"] for one in (await quoted(market, asked, coupons=words))["payWith"]}[
            "beans"
        ]
        beans = int(most) if random.random() < 0.3 else random.randint(0, int(most))
        tender = [{"kind": "beans", "amount": str(beans)}] if beans else []

        quote = await quoted(market, asked, coupons=words, payWith=tender)
        pays = [{"asset": "beans", "amount": str(beans)}] if beans else []
        done = await paid(market, **paid_as(quote, asked, f"o{number}", payWith=pays))

        assert [] == quote["userErrors"], quote
        assert ("RECORDED", earned(quote["earns"])) == (done["status"], earned(done["changes"]))
        assert "order_differs" not in [line["code"] for line in done["decisions"]]
        sold = next(line for line, item in zip(quote["lines"], asked["items"], strict=True) if "card" in item)
        assert amount == sold["amount"]
    await market.clean()


async def test_a_guest_is_quoted_what_a_new_member_is(market: Till) -> None:
    number = await issued(market, "fifty")
    asked = order(number, POT)

    guest = (await market.shop.ask(GUEST, {"order": asked}))["quote"]
    unknown = (await market.shop.ask(GUEST, {"order": order("5445297630282790")}))["quote"]

    member = await quoted(market, asked, coupons=[])
    assert (guest["total"], earned(guest["earns"])) == (member["total"], earned(member["earns"]))
    assert ("82.00", ["UNKNOWN_CARD"]) == (guest["total"], [error["code"] for error in unknown["userErrors"]])


async def test_tokens_of_members_and_without_the_scope_find_out_nothing_of_cards(market: Till) -> None:
    number = await issued(market, "fifty")
    await market.shop.ask("""mutation { merchantSave(input: {memberMay: [HOLD]}) { userErrors { message } } }""")
    own = await member_secret(market, "ada")
    narrow = (
        await market.shop.ask("""mutation { tokenCreate(input: {name: "till", scopes: ["members:read", "assets:read"]}) {
          secret } }""")
    )["tokenCreate"]["secret"]
    hold = {"payWith": [{"kind": "beans", "amount": "1"}], "idempotencyKey": "h"}

    for card in (number, "5445297630282790"):
        asked = order(card, POT, orderId="o1")
        for secret in (own, narrow):
            assert [("FORBIDDEN", ["member", "quote"])] == await market.shop.errors(QUOTE, {"order": asked}, secret)
        held = await market.shop.errors(HOLD, {"input": {**hold, "order": asked}}, own)
        assert [("FORBIDDEN", ["checkoutHold"])] == held
