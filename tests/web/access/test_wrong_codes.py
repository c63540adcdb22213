"""Codes of coupons cannot be tried out: wrong ones are counted on every road, and members and partners get one answer for all."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import paid_tiers
import pytest

from headless.engine.values.limits import WRONG_CODES_OF_ADDRESS, WRONG_CODES_OF_MEMBER, WRONG_CODES_OF_TOKEN
from tests.web.access.partners import partnership
from tests.web.live.client import connect
from tests.web.mutations.test_quotes import BASKET, TERMS
from tests.web.shop import LADDER, Shop, bearer, open_shop
from tests.web.sign_in.test_member_tokens import MAY, token

LOOK = "query($code: String!) { coupon(code: $code) { code state } }"
MEMBERS = """mutation { a: memberCreate(input: {number: "1"}) { userErrors { code } }
  b: memberCreate(input: {number: "2"}) { userErrors { code } } }"""
ISSUE = """mutation($number: String, $key: String!) { couponIssue(input: {kind: "five", member: {number: $number},
  count: 2, idempotencyKey: $key}) { coupons { id code } userErrors { code } } }"""
CODES = """mutation { couponIssue(input: {kind: "five", count: 2, idempotencyKey: "codes"}) { coupons { id code } } }"""
REVOKE = """mutation($id: ID!) { couponRevoke(input: {coupon: $id, reason: "mistake", idempotencyKey: "r"}) {
  userErrors { code } } }"""
QUOTE = """query($by: MemberLookup!, $order: OrderInput!, $codes: [String!]) { member(by: $by) {
  quote(order: $order, coupons: $codes) {
  coupons { coupon { code state } usable saves why } best left lines { amount } earns { code amount }
  userErrors { __typename code message path } } } }"""
HOLD = """mutation($by: MemberLookup, $order: OrderInput!, $codes: [String!], $key: String!) {
  checkoutHold(input: {member: $by, order: $order, coupons: $codes, idempotencyKey: $key}) {
    coupons { code } left userErrors { __typename code message path } } }"""
RESULTS = "results { status changes { code } decisions { code } userErrors { __typename code message path } } userErrors { code }"
RECORD = f"mutation($events: [EventInput!]!) {{ eventsRecord(input: {{events: $events}}) {{ {RESULTS} }} }}"
REJECT = f"""mutation($events: [EventInput!]!) {{ eventsRecord(input: {{events: $events, onError: REJECT_EVERYTHING}}) {{
  {RESULTS} }} }}"""
SIMULATE = f"mutation($events: [EventInput!]!) {{ eventsSimulate(input: {{events: $events}}) {{ {RESULTS} }} }}"
ONE, TWO = {"number": "1"}, {"number": "2"}
SECOND = 1_000_000


class Codes(dict[str, str]):
    """Codes of coupons, by what they are to member 1: mine, others, used, revoked, free (without an owner) and none."""


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with coupons and two members, who may check out by themselves."""
    await shop.ask(LADDER)
    await shop.ask(TERMS)
    await shop.ask(MEMBERS)
    await shop.ask(MAY, {"acts": ["CLAIM", "HOLD"]})
    return shop


@pytest.fixture
async def codes(ada: Shop) -> Codes:
    mine = (await ada.ask(ISSUE, {"number": "1", "key": "mine"}))["couponIssue"]["coupons"]
    others = (await ada.ask(ISSUE, {"number": "2", "key": "others"}))["couponIssue"]["coupons"]
    more = (await ada.ask(ISSUE, {"number": "2", "key": "more"}))["couponIssue"]["coupons"]
    free = (await ada.ask(CODES))["couponIssue"]["coupons"]
    await ada.ask(REVOKE, {"id": others[1]["id"]})
    assert "RECORDED" == (await record(ada, [paid("z", free[1]["code"], by=TWO)]))[0]["status"]
    await record(ada, [paid("zz", more[0]["code"], by=TWO)])
    return Codes(
        mine=mine[0]["code"], spare=mine[1]["code"], others=others[0]["code"], revoked=others[1]["code"],
        used=more[0]["code"], claimed=free[1]["code"], free=free[0]["code"], none="NOSUCHCODE",
    )  # fmt: skip


def paid(number: str, *codes: str, by: Any = ONE, **more: Any) -> dict[str, Any]:
    data = {"orderId": number, "total": "95.00", "items": [{"sku": "cup", "quantity": "1", "amount": "95.00"}]}
    event = {"type": "order.paid", "externalId": number, "data": {**data, "coupons": list(codes)}, **more}
    return event if by is None else {**event, "member": by}


async def record(shop: Shop, events: Any, secret: str | None = None, query: str = RECORD) -> Any:
    sent = [event if "source" in event or secret else {**event, "source": "till"} for event in events]
    answer = next(iter((await shop.ask(query, {"events": sent}, secret)).values()))
    return answer["results"] or [{"status": "", "userErrors": answer["userErrors"]}]


async def looked(shop: Shop, code: str, secret: str | None = None) -> Any:
    """Return what is told of a code: the state of its coupon, None, or why nothing is told."""
    answer = await shop.send(LOOK, {"code": code}, secret)
    if "errors" in answer:
        assert 1 <= answer["errors"][0]["extensions"]["retryAfter"] <= 60
        return answer["errors"][0]["extensions"]["code"]
    return answer["data"]["coupon"] and answer["data"]["coupon"]["state"]


async def quoted(shop: Shop, codes: Any, secret: str | None = None, by: Any = ONE) -> Any:
    return await shop.send(QUOTE, {"by": by, "order": BASKET, "codes": codes}, secret)


async def held(shop: Shop, code: str, key: str, secret: str | None = None, by: Any = ONE) -> Any:
    given = {"by": by, "order": {**BASKET, "orderId": key}, "codes": [code], "key": key}
    return (await shop.ask(HOLD, given, secret))["checkoutHold"]


def without(answer: Any, code: str) -> str:
    """Return an answer as a text, without the code that was sent."""
    return str(answer).replace(code, "CODE")


FOREIGN = ("others", "revoked", "used", "claimed")


async def test_a_member_gets_one_answer_for_all_codes_that_are_not_its_own(ada: Shop, codes: Codes) -> None:
    roads: dict[str, Callable[[str, str], Awaitable[Any]]] = {
        "look": lambda code, secret: ada.send(LOOK, {"code": code}, secret),
        "quote": lambda code, secret: quoted(ada, [code], secret),
        "hold": lambda code, secret: held(ada, code, "k", secret),
    }
    for road, ask in roads.items():
        ada.clock.advance(60 * SECOND)
        secret = await token(ada)
        told = {name: without(await ask(codes[name], secret), codes[name]) for name in ("none", *FOREIGN)}
        assert {told["none"]} == set(told.values()), road
        assert "RATE_LIMITED" not in told["none"]


async def test_a_member_is_told_the_states_of_its_own_coupons(ada: Shop, codes: Codes) -> None:
    await record(ada, [paid("1", codes["spare"])])
    secret = await token(ada)

    assert ("USABLE", "USED", None) == tuple(
        [await looked(ada, codes[name], secret) for name in ("mine", "spare", "free")]
    )
    told = (await held(ada, codes["spare"], "k", secret))["userErrors"]
    assert ["COUPON_USED"] == [error["code"] for error in told]


async def test_a_member_may_name_a_code_without_an_owner(ada: Shop, codes: Codes) -> None:
    answer = await quoted(ada, [codes["free"]], await token(ada))

    assert "errors" not in answer, answer
    options = {option["coupon"]["code"]: option for option in answer["data"]["member"]["quote"]["coupons"]}
    assert {"code": codes["free"], "state": "USABLE"} == options[codes["free"]]["coupon"]
    assert [codes["free"]] == answer["data"]["member"]["quote"]["best"]


async def test_a_shops_own_tokens_are_told_the_reason(ada: Shop, codes: Codes) -> None:
    told = [(await record(ada, [paid(name, codes[name])]))[0]["userErrors"][0]["code"] for name in ("none", *FOREIGN)]

    assert ["UNKNOWN_COUPON"] + ["COUPON_OF_ANOTHER"] * 4 == told
    assert ["USABLE", "REVOKED", "USED", "USED"] == [await looked(ada, codes[name]) for name in FOREIGN]


@pytest.mark.parametrize("query", [RECORD, SIMULATE, REJECT], ids=["record", "simulate", "reject"])
async def test_a_partner_gets_one_answer_for_codes_of_others(ada: Shop, codes: Codes, query: str) -> None:
    scopes = ("events:write", "events:read", "members:read", "assets:read")
    cafe = await partnership(ada, "cafe", scopes, assetKinds=["beans"], eventTypes=["order.paid"], budgets=[])
    told = [
        without(await record(ada, [paid("9", codes[name])], cafe.secret, query), codes[name])
        for name in ("none", *FOREIGN)
    ]

    assert {told[0]} == set(told)
    assert "UNKNOWN_COUPON" in told[0]
    assert "decisions': []" in told[0]


async def test_wrong_codes_are_counted_on_every_road_of_a_member_together(ada: Shop, codes: Codes) -> None:
    secret = await token(ada)
    for number in range(4):
        assert await looked(ada, codes["others"] if number else codes["free"], secret) is None
    for number in range(3):
        assert "data" in await quoted(ada, [f"X{number}"], secret)
    for number in range(WRONG_CODES_OF_MEMBER - 7):
        assert ["UNKNOWN_COUPON"] == [
            error["code"] for error in (await held(ada, "X", f"k{number}", secret))["userErrors"]
        ]

    assert "RATE_LIMITED" == await looked(ada, codes["mine"], secret)
    assert ["RATE_LIMITED"] == [error["code"] for error in (await held(ada, codes["mine"], "k", secret))["userErrors"]]
    refused = (await quoted(ada, [codes["mine"]], secret))["errors"][0]
    assert ("RATE_LIMITED", 6) == (refused["extensions"]["code"], refused["extensions"]["retryAfter"])
    assert "errors" not in await quoted(ada, None, secret), "it names no code"
    assert "RATE_LIMITED" == await looked(ada, codes["mine"], await token(ada)), "another token of the same member"
    assert "USABLE" == await looked(ada, codes["others"], await token(ada, "2")), "another member"
    ada.clock.advance(7 * SECOND)
    assert "USABLE" == await looked(ada, codes["mine"], secret)


async def test_a_hundred_aliases_count_a_hundred_and_hide_the_right_one(ada: Shop, codes: Codes) -> None:
    asked = [
        f'a{number}: coupon(code: "{codes["mine"] if number == 99 else number}") {{ state }}' for number in range(100)
    ]
    answer = await ada.send("{" + " ".join(asked) + "}", secret=await token(ada))

    assert 100 - WRONG_CODES_OF_MEMBER == len(answer["errors"])
    assert {"RATE_LIMITED"} == {error["extensions"]["code"] for error in answer["errors"]}
    assert {None} == set(answer["data"].values())


async def test_a_batch_and_the_codes_of_one_quote_count_one_by_one(ada: Shop, codes: Codes) -> None:
    secret = await token(ada)
    sent = [{"query": LOOK, "variables": {"code": f"X{number}"}} for number in range(9)]
    listed = (await ada.client.post("/graphql", json=sent, headers=bearer(secret))).json()
    too_many = await quoted(ada, ["A", "B", codes["mine"]], secret)

    assert [{"coupon": None}] * 9 == [answer["data"] for answer in listed]
    assert ["RATE_LIMITED"] == [error["extensions"]["code"] for error in too_many["errors"]]
    assert {"member": {"quote": None}} == too_many["data"] or {"member": None} == too_many["data"]


async def test_right_codes_are_not_counted(ada: Shop, codes: Codes) -> None:
    secret = await token(ada)
    told = {await looked(ada, codes["mine"], secret) for _ in range(2 * WRONG_CODES_OF_MEMBER)}

    assert {"USABLE"} == told
    async with ada.kernel.db.read() as session:
        assert 0 == await session.fetch_value("SELECT count(*) FROM allowance WHERE bearer LIKE 'codes%'")


@pytest.mark.parametrize("query", [SIMULATE, REJECT], ids=["simulate", "reject"])
async def test_what_keeps_nothing_is_metered_for_a_shops_tokens_too(ada: Shop, codes: Codes, query: str) -> None:
    till = await ada.token("events:write", "events:read", "members:read")
    guesses = [paid(str(number), f"X{number}", source="till") for number in range(WRONG_CODES_OF_MEMBER)]
    first = await record(ada, guesses, till, query)
    right = await record(ada, [paid("r", codes["mine"], source="till")], till, query)
    other = await record(ada, [paid("r", codes["others"], by=TWO, source="till")], till, query)

    assert {"UNKNOWN_COUPON"} == {result["userErrors"][0]["code"] for result in first}
    assert [("REFUSED", "RATE_LIMITED")] == [(result["status"], result["userErrors"][0]["code"]) for result in right]
    assert {"SIMULATED", "RECORDED"} >= {other[0]["status"]}
    many = [paid(f"m{n}", f"X{n}", by=TWO, source="till") for n in range(WRONG_CODES_OF_MEMBER + 1)]
    refused = await record(ada, [*many, paid("n", source="till")], till, query)
    assert [{"code": "RATE_LIMITED"}] == refused[0]["userErrors"]


async def test_orders_that_a_shop_records_are_never_kept_out(ada: Shop, codes: Codes) -> None:
    guesses = [paid(str(number), f"X{number}") for number in range(WRONG_CODES_OF_TOKEN + 5)]
    assert {"UNKNOWN_COUPON"} == {result["userErrors"][0]["code"] for result in await record(ada, guesses)}

    assert "RECORDED" == (await record(ada, [paid("r", codes["mine"])]))[0]["status"]
    assert "USABLE" == await looked(ada, codes["others"])


async def test_a_partner_that_tries_codes_has_to_wait_with_all_its_tokens(ada: Shop, codes: Codes) -> None:
    scopes = ("events:write", "members:read")
    cafe = await partnership(ada, "cafe", scopes, assetKinds=["beans"], eventTypes=["order.paid"], budgets=[])
    other = await partnership(ada, "bar", scopes, assetKinds=["beans"], eventTypes=["order.paid"], budgets=[])
    for number in range(12):
        await ada.ask(f'mutation {{ memberCreate(input: {{number: "m{number}"}}) {{ userErrors {{ code }} }} }}')
    many = [paid(f"g{n}", f"X{n}", by={"number": f"m{n % 12}"}) for n in range(WRONG_CODES_OF_ADDRESS)]
    first = await record(ada, many, cafe.secret)
    right = (await record(ada, [paid("r", codes["mine"])], cafe.secret))[0]
    plain = (await record(ada, [paid("p")], cafe.secret))[0]

    assert {"UNKNOWN_COUPON"} == {result["userErrors"][0]["code"] for result in first}
    assert ("REFUSED", ["RATE_LIMITED"]) == (right["status"], [error["code"] for error in right["userErrors"]])
    assert "RECORDED" == plain["status"], "it names no code"
    assert "REFUSED" == (await record(ada, [paid("r", codes["mine"])], other.secret))[0]["status"], "the same address"


async def test_members_behind_one_address_are_counted_together(database_url: str) -> None:
    async with open_shop(database_url, {"address_header": "X-Forwarded-For"}) as shop:
        await shop.ask(LADDER)
        await shop.ask(TERMS)
        secrets = []
        for number in range(1 + WRONG_CODES_OF_ADDRESS // WRONG_CODES_OF_MEMBER):
            await shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ code }} }} }}')
            secrets.append(await token(shop, str(number)))

        async def look(secret: str, address: str) -> Any:
            answer = await shop.send(LOOK, {"code": "X"}, secret, **{"X-Forwarded-For": f"6.6.6.6, {address}"})
            return answer.get("errors", [{}])[0].get("extensions", {}).get("code")

        told = [await look(secret, "203.0.113.7") for secret in secrets[:-1] for _ in range(WRONG_CODES_OF_MEMBER)]
        assert {None} == set(told)
        assert "RATE_LIMITED" == await look(secrets[-1], "203.0.113.7")
        assert await look(secrets[-1], "203.0.113.8") is None


async def test_a_till_that_tries_codes_for_a_member_has_to_wait_for_that_member(ada: Shop, codes: Codes) -> None:
    for number in range(WRONG_CODES_OF_MEMBER):
        assert ["UNKNOWN_COUPON"] == [error["code"] for error in (await held(ada, "X", f"k{number}"))["userErrors"]]

    assert ["RATE_LIMITED"] == [error["code"] for error in (await held(ada, codes["mine"], "k"))["userErrors"]]
    assert [] == (await held(ada, codes["others"], "k2", by=TWO))["userErrors"]


async def test_what_comes_by_get_by_hash_or_over_a_socket_counts_as_anything_else(ada: Shop, codes: Codes) -> None:
    secret = await token(ada)
    hash_ = {"persistedQuery": {"version": 1, "sha256Hash": sha256(LOOK.encode()).hexdigest()}}
    for number in range(4):
        given = {"query": LOOK, "variables": json.dumps({"code": f"G{number}"})}
        got = (await ada.client.get("/graphql", params=given, headers=bearer(secret))).json()
        assert {"coupon": None} == got["data"]
    for number in range(3):
        sent = {"query": LOOK, "extensions": hash_, "variables": {"code": f"H{number}"}}
        sent = sent if number == 0 else {name: sent[name] for name in ("extensions", "variables")}
        assert {"coupon": None} == (await ada.client.post("/graphql", json=sent, headers=bearer(secret))).json()["data"]
    async with connect(ada, secret) as client:
        for number in range(WRONG_CODES_OF_MEMBER - 7):
            await client.subscribe(f"s{number}", LOOK, code=f"S{number}")
            assert {"coupon": None} == (await client.hear())["payload"]["data"]
            assert "complete" == (await client.hear())["type"]
        await client.subscribe("right", LOOK, code=codes["mine"])
        refused = (await client.hear())["payload"]

    assert ["RATE_LIMITED"] == [error["extensions"]["code"] for error in refused["errors"]]
    assert "RATE_LIMITED" == await looked(ada, codes["mine"], secret)


async def test_a_rule_that_looks_at_codes_tells_members_no_more(database_url: str) -> None:
    async with open_shop(database_url, paid_tiers=paid_tiers) as shop:
        for part in (
            'a: couponKindSave(input: {code: "five", name: "Pass", discount: {gift: "plus"}}) { userErrors { message } }',
            """a: tierTrackSave(input: {code: "paid", name: "Paid", kind: PAID,
            tiers: [{code: "plus", name: "Plus", rank: 1}]}) { userErrors { message } }""",
        ):
            assert {"a": {"userErrors": []}} == await shop.ask(f"mutation {{ {part} }}")
        plan = {"code": "plus", "price": "1", "currency": "GBP", "period": "1y", "tier": "plus", "coupon": "five"}
        enable = """mutation($settings: JSON) { pluginEnable(input: {name: "paid_tiers", settings: $settings}) {
          userErrors { message } } }"""
        assert (
            []
            == (await shop.ask(enable, {"settings": {"membership": {"plans": [plan]}}}))["pluginEnable"]["userErrors"]
        )
        await shop.ask(MEMBERS)
        free = [coupon["code"] for coupon in (await shop.ask(CODES))["couponIssue"]["coupons"]]
        others = (await shop.ask(ISSUE, {"number": "2", "key": "others"}))["couponIssue"]["coupons"]
        await shop.ask(REVOKE, {"id": others[1]["id"]})
        one, two = await token(shop), await token(shop, "2")

        async def redeem(code: str, secret: str) -> Any:
            (result,) = await record(shop, [{"type": "subscription.code_redeemed", "data": {"code": code}}], secret)
            return result["status"], without(result["userErrors"], code)

        assert ("RECORDED", "[]") == await redeem(free[1], two)
        told = {await redeem(code, one) for code in ("NONE", others[0]["code"], others[1]["code"], free[1])}
        assert 1 == len(told)
        assert "UNKNOWN_CODE" in next(iter(told))[1]
        for number in range(WRONG_CODES_OF_MEMBER - 4):
            await redeem(f"X{number}", one)
        assert "RATE_LIMITED" in (await redeem(free[0], one))[1]
        shop.clock.advance(60 * SECOND)
        assert "RECORDED" == (await redeem(free[0], await token(shop)))[0]
