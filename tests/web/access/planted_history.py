"""What is done by hand and sent with the planted facts: an event of each type that tells one, refused and failed ones too."""

from typing import Any

from tests.web.shop import Shop

GIVE = """mutation {
  washes: assetKindSave(input: {code: "washes", name: "Washes"}) { userErrors { message } }
  second: memberCreate(input: {number: "2"}) { userErrors { message } }
  large: assetGrant(input: {member: {number: "1"}, kind: "points", amount: "64815", reason: "for 4321 points",
    idempotencyKey: "large", expiresAt: "2026-02-10T00:00:00Z"}) { entry { id } userErrors { message } }
  spent: assetSpend(input: {member: {number: "1"}, kind: "points", amount: "4321", reason: "for 4321 points",
    idempotencyKey: "spent"}) { userErrors { message } }
  beyond: assetSpend(input: {member: {number: "1"}, kind: "points", amount: "9999999", reason: "for 4321 points",
    idempotencyKey: "beyond"}) { userErrors { message } }
  sent: assetTransfer(input: {from: {number: "1"}, to: {number: "2"}, kind: "points", amount: "4321", reason: "for 4321 points",
    idempotencyKey: "sent"}) { userErrors { message } }
  late: assetHold(input: {member: {number: "1"}, kind: "points", amount: "4321", reason: "for 4321 points",
    idempotencyKey: "late", until: "2026-02-05T00:00:00Z"}) { hold { id } userErrors { message } }
  held: assetHold(input: {member: {number: "1"}, kind: "points", amount: "8642", reason: "for 4321 points",
    idempotencyKey: "held"}) { hold { id } userErrors { message } }
  kept: assetHold(input: {member: {number: "1"}, kind: "points", amount: "4321", reason: "for 4321 points",
    idempotencyKey: "kept", until: "2026-04-01T00:00:00Z"}) { hold { id } userErrors { message } }
  partner: partnerSave(input: {code: "cafe", name: "Cafe", assetKinds: ["points"]}) { userErrors { message } }
  told: webhookEndpointSave(input: {url: "https://told.example/", topics: ["*"]}) { userErrors { message } }
  off: memberTagRemove(input: {member: {number: "1"}, tag: "mauve-badge", reason: "a Mauve one"}) { userErrors { message } }
  on: memberTagAssign(input: {member: {number: "1"}, tag: "mauve-badge", reason: "a Mauve one"}) { userErrors { message } }
  coupons: couponIssue(input: {member: {number: "1"}, kind: "quokka", count: 2, idempotencyKey: "more"}) {
    coupons { id code } userErrors { message } }
  priced: benefitSave(input: {code: "narwhal-ride", name: "Narwhal ride", value: SERVICE, quota: 1}) {
    userErrors { message } }
  ridden: benefitUse(input: {member: {number: "1"}, benefit: "narwhal-ride", idempotencyKey: "ridden"}) {
    userErrors { message } }
  okapi: cardKindSave(input: {code: "okapi", name: "Okapi", type: COUNTED, asset: "washes", amount: 3}) {
    userErrors { message } }
  cards: cardIssue(input: {kind: "okapi", idempotencyKey: "okapi"}) { issued { card { id number } } userErrors { message } }
  worn: benefitUse(input: {member: {number: "1"}, benefit: "narwhal-ride", idempotencyKey: "worn"}) { userErrors { message } }
}"""
SETTLE = """mutation {
  captured: holdCapture(input: {hold: "HOLD", amount: "4321", idempotencyKey: "captured"}) { userErrors { message } }
  reversed: entryReverse(input: {entry: "ENTRY", amount: "4321", reason: "for 4321 points", idempotencyKey: "reversed"}) {
    userErrors { message } }
  sold: cardActivate(input: {card: "CARD", idempotencyKey: "sold"}) { userErrors { message } }
  bound: cardBind(input: {member: {number: "1"}, number: "NUMBER", idempotencyKey: "bound"}) { userErrors { message } }
  revoked: couponRevoke(input: {coupon: "COUPON", reason: "no Quokka", idempotencyKey: "revoked"}) {
    userErrors { message } }
}"""
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
  results { status userErrors { code message } } } }"""
REFUSED = {"beyond", "worn"}
STATUSES = ["RECORDED", "REFUSED", "RECORDED", "REFUSED", "RECORDED", "RECORDED", "RECORDED", "REFUSED"]


async def make_history(shop: Shop) -> tuple[str, ...]:
    """Make it, and return the codes of the coupons."""
    given = await shop.ask(GIVE)
    assert REFUSED == {name for name, answer in given.items() if answer["userErrors"]}, given
    used, revoked = given["coupons"]["coupons"]
    settle = SETTLE.replace("HOLD", given["held"]["hold"]["id"])
    settle = settle.replace("ENTRY", given["large"]["entry"]["id"]).replace("COUPON", revoked["id"])
    card = given["cards"]["issued"][0]["card"]
    settled = await shop.ask(settle.replace("CARD", card["id"]).replace("NUMBER", card["number"]))
    assert [[]] * 5 == [answer["userErrors"] for answer in settled.values()], settled
    paid = {
        "orderId": "paid",
        "total": "10",
        "payWith": [{"asset": "points", "amount": "4321"}],
        "coupons": [used["code"]],
    }
    twice = {"orderId": "twice", "total": "10", "coupons": [used["code"]]}
    refund = {"refundId": "back", "orderId": "paid", "amount": "10", "restore": [{"asset": "points", "amount": "4321"}]}
    too_much = {"refundId": "more", "orderId": "1", "amount": "10", "restore": [{"asset": "points", "amount": "8642"}]}
    events = [
        _event("order.paid", "paid", paid), _event("order.paid", "twice", twice),
        _event("order.refunded", "back", refund), _event("order.refunded", "more", too_much),
        _event("review.posted", "said", {"text": "so says Xanthippe of 7700900123"}),
        _event("topup.paid", "topup", {"paymentId": "t", "amount": "4321", "bonus": "4321", "asset": "points"}),
        _event("referral.joined", "friend", {"referred": {"number": "2"}}), _event("checkin", "no", {}),
    ]  # fmt: skip
    results = (await shop.ask(RECORD, {"events": events}))["eventsRecord"]["results"]
    assert STATUSES == [result["status"] for result in results], results
    return used["code"], revoked["code"]


def _event(type_: str, number: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": type_, "member": {"number": "1"}, "source": "till", "externalId": number, "data": data}
