"""Over HTTP: a plan is bought at the till or through Stripe, and all readers see the same membership."""

from collections.abc import AsyncIterator
from typing import Any

import paid_tiers
import pytest

from tests.web.shop import Shop, open_shop

ENABLE = """mutation($settings: JSON) {
  track: tierTrackSave(input: {code: "paid", name: "Paid", kind: PAID, default: true, tiers: [
    {code: "plus", name: "PLUS", rank: 1}, {code: "black", name: "Black", rank: 2}
  ]}) { userErrors { message } }
  on: pluginEnable(input: {name: "paid_tiers", settings: $settings}) { plugin { enabled } userErrors { code message path } }
}"""
JOIN = 'mutation { memberCreate(input: {number: "m1"}) { member { id } userErrors { message } } }'
TIER = '{ member(by: {number: "m1"}) { tier { code } } }'
CHECKOUT = """mutation($input: PaidTiersCheckoutInput!) { paidTiersCheckout(input: $input) {
  result userErrors { code message } } }"""
RECORD = """mutation($type: String!, $id: String!, $data: JSON!) { eventsRecord(input: {events: [
  {type: $type, source: "till", externalId: $id, member: {number: "m1"}, data: $data}
]}) { results { status userErrors { code ... on Refused { data } } } } }"""
PLUS = {"code": "plus", "price": "79", "currency": "GBP", "period": "1y", "trial": "30d", "tier": "plus"}
BLACK = {"code": "black", "price": "365", "currency": "GBP", "period": "1y", "tier": "black", "level": 1}
STRIPE = {"provider": "stripe", "stripe_key": "sk_test_1", "stripe_webhook_secret": "whsec_test"}
WEBHOOK = "/in/paid_tiers/stripe?merchant=corner-shop"


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url, paid_tiers=paid_tiers) as opened:
        yield opened


async def sell(shop: Shop, *plans: Any, **settings: Any) -> str:
    """Sell plans to a first member. Return the member's id."""
    given = {"membership": {"plans": list(plans), **settings}}
    answer = await shop.ask(ENABLE, {"settings": given})
    assert {"plugin": {"enabled": True}, "userErrors": []} == answer["on"]
    return str((await shop.ask(JOIN))["memberCreate"]["member"]["id"])


async def checkout(shop: Shop, plan: str, key: str, **more: str) -> Any:
    given = {"plan": plan, "member": {"number": "m1"}, "idempotencyKey": key, **more}
    answer = (await shop.ask(CHECKOUT, {"input": given}))["paidTiersCheckout"]
    return [error["code"] for error in answer["userErrors"]] or answer["result"]


async def record(shop: Shop, what: str, id_: str, **data: Any) -> Any:
    sent = {"type": f"subscription.{what}", "id": id_, "data": data}
    return (await shop.ask(RECORD, sent))["eventsRecord"]["results"][0]


async def tier(shop: Shop) -> str | None:
    tier = (await shop.ask(TIER))["member"]["tier"]
    return tier["code"] if tier is not None else None


async def test_by_hand_checkout_says_what_is_to_be_paid_and_the_till_records_it(shop: Shop) -> None:
    await sell(shop, PLUS)

    asked = await checkout(shop, "plus", "k1")

    assert ("manual", "79.00", "GBP") == (asked["provider"], asked["amount"], asked["currency"])
    done = await record(shop, "paid", "t1", paymentId=asked["paymentId"], amount=asked["amount"], plan="plus")
    assert ("RECORDED", "plus") == (done["status"], await tier(shop))


async def test_checkout_of_an_upgrade_asks_for_the_difference_and_of_a_downgrade_for_nothing(shop: Shop) -> None:
    await sell(shop, PLUS, BLACK)
    await record(shop, "paid", "t1", paymentId="p1", amount="79", plan="plus")

    up = await checkout(shop, "black", "k1")

    assert "286.00" == up["amount"]
    await record(shop, "paid", "t2", paymentId=up["paymentId"], amount=up["amount"], plan="black")
    assert "black" == await tier(shop)
    assert {"provider": "manual", "plan": "plus", "changed": True} == await checkout(shop, "plus", "k2")


async def test_checkout_says_what_it_does_not_know(shop: Shop) -> None:
    await sell(shop, PLUS)

    assert ["UNKNOWN_PLAN"] == await checkout(shop, "gold", "k1")


async def test_a_refusal_of_a_rule_reaches_the_caller_with_its_data(shop: Shop) -> None:
    await sell(shop, PLUS)
    await record(shop, "trial_started", "t1", plan="plus")

    again = await record(shop, "trial_started", "t2", plan="plus")

    assert ("REFUSED", "TRIAL_USED") == (again["status"], again["userErrors"][0]["code"])
    assert "2026-02-02" == again["userErrors"][0]["data"]["on"]


async def test_stripes_webhook_makes_a_member_once_however_often_it_comes(shop: Shop) -> None:
    kit = pytest.importorskip("stripe_kit")
    member = await sell(shop, {**PLUS, "stripe_price": "price_plus"}, **STRIPE)
    details = {"subscription_details": {"metadata": {"member": member, "plan": "plus"}}}
    body = kit.fixture("invoice_paid", parent=details, currency="gbp", amount_paid=7900)

    first = await shop.client.post(WEBHOOK, content=body, headers=kit.signed(body))
    again = await shop.client.post(WEBHOOK, content=body, headers=kit.signed(body))

    assert (204, 204, "plus") == (first.status_code, again.status_code, await tier(shop))
    events = await shop.ask('{ member(by: {number: "m1"}) { events(types: ["subscription.paid"]) { totalCount } } }')
    assert 1 == events["member"]["events"]["totalCount"]


async def test_a_forged_webhook_changes_nothing_and_is_named(shop: Shop) -> None:
    kit = pytest.importorskip("stripe_kit")
    await sell(shop, {**PLUS, "stripe_price": "price_plus"}, **STRIPE)
    body = kit.fixture("invoice_paid")

    answer = await shop.client.post(WEBHOOK, content=body, headers=kit.signed(body, "whsec_other"))

    assert (400, "BAD_SIGNATURE") == (answer.status_code, answer.json()["errors"][0]["extensions"]["code"])
    assert None is await tier(shop)


async def test_a_webhook_about_nobody_we_know_is_refused_so_that_stripe_shows_it(shop: Shop) -> None:
    kit = pytest.importorskip("stripe_kit")
    await sell(shop, {**PLUS, "stripe_price": "price_plus"}, **STRIPE)
    body = kit.fixture("invoice_paid", currency="gbp")

    answer = await shop.client.post(WEBHOOK, content=body, headers=kit.signed(body))

    assert (400, "UNKNOWN_MEMBER") == (answer.status_code, answer.json()["errors"][0]["extensions"]["code"])


async def test_secrets_are_not_shown(shop: Shop) -> None:
    await sell(shop, PLUS, **STRIPE)

    rules = (await shop.ask("{ rules { plugin rule settings } }"))["rules"]

    shown = next(rule["settings"] for rule in rules if rule["rule"] == "membership")
    assert ("**********", "**********") == (shown["stripe_key"], shown["stripe_webhook_secret"])
    assert "whsec" not in str(rules)


EXT = """{ member(by: {number: "m1"}) { ext { paidTiers {
  plans { code name price currency period track tier times trial trialAvailable costsToday }
  trialAvailable currentPlan nextPlan status entitled paidThrough renews saved stillToSave
} } } }"""


async def test_what_is_for_sale_and_what_the_member_has_stand_in_ext(shop: Shop) -> None:
    await sell(shop, PLUS, BLACK)

    before = (await shop.ask(EXT))["member"]["ext"]["paidTiers"]
    await record(shop, "paid", "t1", paymentId="p1", amount="79", plan="plus")
    after = (await shop.ask(EXT))["member"]["ext"]["paidTiers"]

    offer = {"code": "plus", "name": "plus", "price": "79.00", "currency": "GBP", "period": "1y", "track": "paid"}
    more = {"tier": "plus", "times": "1", "trial": "30d", "trialAvailable": True, "costsToday": "79.00"}
    assert offer | more == before["plans"][0]
    assert (None, False, None) == (before["status"], before["entitled"], before["currentPlan"])
    assert ["79.00", "286.00"] == [plan["costsToday"] for plan in after["plans"]]
    del after["plans"]
    assert {
        "trialAvailable": False,
        "currentPlan": "plus",
        "nextPlan": None,
        "status": "active",
        "entitled": True,
        "paidThrough": "2027-02-02",
        "renews": True,
        "saved": "0.00",
        "stillToSave": "79.00",
    } == after


DOOR = """mutation($condition: Condition!) { benefitSave(input: {
  code: "door", name: "Entry", value: SERVICE, condition: $condition
}) { userErrors { message } } }"""
GATE = """{ member(by: {number: "m1"}) {
  benefits { benefit { code } status missing { text } }
  ext { paidTiers { plans { name price currency costsToday } } }
} }"""
CLUB = {"code": "club", "name": "Club", "price": "260", "currency": "GBP", "period": "1y", "tier": "plus"}


async def test_s8_only_who_has_paid_the_260_may_enter_and_others_see_plan_and_price(shop: Shop) -> None:
    await sell(shop, CLUB)
    await shop.ask(
        DOOR, {"condition": {"test": {"metric": "tier", "op": "EQ", "value": "plus", "args": {"track": "paid"}}}}
    )

    outside = (await shop.ask(GATE))["member"]
    await record(shop, "paid", "t1", paymentId="p1", amount="260", plan="club")
    inside = (await shop.ask(GATE))["member"]

    assert [("door", "NOT_ELIGIBLE")] == [
        (benefit["benefit"]["code"], benefit["status"]) for benefit in outside["benefits"]
    ]
    offer = {"name": "Club", "price": "260.00", "currency": "GBP", "costsToday": "260.00"}
    assert [offer] == outside["ext"]["paidTiers"]["plans"]
    assert ["AVAILABLE"] == [benefit["status"] for benefit in inside["benefits"]]


async def test_pd1_plans_of_one_tier_may_have_benefits_of_their_own(shop: Shop) -> None:
    monthly = {**PLUS, "code": "monthly", "price": "9", "period": "1m"}
    await sell(shop, monthly, PLUS)
    await shop.ask(DOOR, {"condition": {"test": {"metric": "paid_tiers.plan", "op": "EQ", "value": "plus"}}})

    statuses = []
    for payment, plan in (("p1", "monthly"), ("p2", "plus")):
        await record(shop, "paid", payment, paymentId=payment, amount="79", plan=plan)
        statuses.append((await shop.ask(GATE))["member"]["benefits"][0]["status"])

    assert ["NOT_ELIGIBLE", "AVAILABLE"] == statuses
