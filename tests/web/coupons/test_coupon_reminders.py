"""S14's reminders: members are told once of lots and coupons that end, 30 days before, also if a hold is open over that day."""

import asyncio
from typing import Any

import pytest

from headless.services.scheduling.coupon_reminders import run_reminders
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.web.coupons.test_bulk_coupons import merchant
from tests.web.shop import Shop

SAVE = """mutation($code: String!, $validity: String, $before: String, $expiresOn: Date, $comesBack: Boolean) {
  couponKindSave(input: {code: $code, name: $code, discount: {amount: 5}, validity: $validity, remindBefore: $before,
    expiresOn: $expiresOn, comesBack: $comesBack}) { couponKind { remindBefore } userErrors { code path message } } }"""
ISSUE = """mutation($kind: String!, $key: String!, $expiresAt: DateTime) {
  couponIssue(input: {kind: $kind, member: {number: "1"}, expiresAt: $expiresAt, idempotencyKey: $key}) {
    coupons { id code expiresAt } userErrors { code } } }"""
HOLD = """mutation($code: [String!], $until: DateTime, $key: String!) {
  checkoutHold(input: {member: {number: "1"}, order: {orderId: "A", total: "60"}, coupons: $code, until: $until,
    idempotencyKey: $key}) { coupons { state } userErrors { code message } } }"""
RELEASE = """mutation { checkoutRelease(input: {member: {number: "1"}, order: "A", idempotencyKey: "r"}) {
  userErrors { code message } } }"""
CLOCK = "mutation($to: DateTime!) { clockAdvance(input: {to: $to}) { userErrors { code message } } }"
EVENTS = """{ member(by: {number: "1"}) { events(types: ["coupon.expiring", "asset.expiring"], first: 50) {
  edges { node { type occurredAt data } } } } }"""
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  userErrors { code message } } } }"""
JULY = "2026-07-01T00:00:00+01:00"


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop whose clock stands at noon of 1 March, with a coupon kind that ends on 30 June and one member."""
    await clock(shop, "2026-03-01T12:00:00Z")
    await save(shop, "june", expiresOn="2026-06-30", before="30d")
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    return shop


async def clock(shop: Shop, to: str) -> None:
    moved = await shop.ask(CLOCK, {"to": to})
    assert [] == moved["clockAdvance"]["userErrors"]


async def save(shop: Shop, code: str, **more: Any) -> Any:
    return (await shop.ask(SAVE, {"code": code, **more}))["couponKindSave"]


async def give(shop: Shop, kind: str = "june", key: str = "k", **more: Any) -> Any:
    return (await shop.ask(ISSUE, {"kind": kind, "key": key, **more}))["couponIssue"]["coupons"][0]


async def reminders(shop: Shop, type_: str = "coupon.expiring") -> list[tuple[str, str]]:
    """When the member was reminded and of what, oldest first."""
    edges = (await shop.ask(EVENTS))["member"]["events"]["edges"]
    events = [edge["node"] for edge in reversed(edges) if edge["node"]["type"] == type_]
    return [(event["occurredAt"], event["data"].get("code") or event["data"]["asset"]) for event in events]


async def hold(shop: Shop, code: str, until: str, key: str = "h") -> None:
    held = (await shop.ask(HOLD, {"code": [code], "until": until, "key": key}))["checkoutHold"]
    assert ([], [{"state": "HELD"}]) == (held["userErrors"], held["coupons"])


async def order(shop: Shop, type_: str = "order.paid", **data: Any) -> None:
    event = {"type": type_, "member": {"number": "1"}, "source": "till", "externalId": f"{type_} A"}
    answer = await shop.ask(RECORD, {"events": [{**event, "data": {"orderId": "A", **data}}]})
    assert ["RECORDED"] == [result["status"] for result in answer["eventsRecord"]["results"]], answer


async def sound(shop: Shop) -> None:
    assert [] == [str(drift) for drift in await verify(shop.kernel)]


async def test_s14_coupons_and_lots_are_reminded_thirty_days_before_and_once(ada: Shop) -> None:
    await ada.ask("""mutation { assetKindSave(input: {code: "stars", name: "Stars", expiry: {on: "2026-07-01"}}) {
      userErrors { code } } assetGrant(input: {member: {number: "1"}, kind: "stars", amount: 20, reason: "hello",
      idempotencyKey: "g"}) { userErrors { code } } }""")
    coupon = await give(ada)
    assert "2026-06-30T23:00:00Z" == coupon["expiresAt"]

    await clock(ada, "2026-05-31T22:59:59Z")
    assert [] == await reminders(ada) + await reminders(ada, "asset.expiring")
    await clock(ada, "2026-06-10T12:00:00Z")
    await clock(ada, "2026-08-01T12:00:00Z")
    await work_once(ada.kernel, told=True)

    assert [("2026-05-31T23:00:00Z", coupon["code"])] == await reminders(ada)
    assert [("2026-05-31T23:00:00Z", "stars")] == await reminders(ada, "asset.expiring")
    await sound(ada)


async def test_what_a_reminder_says(ada: Shop) -> None:
    coupon = await give(ada)
    await clock(ada, "2026-06-02T12:00:00Z")

    (edge,) = (await ada.ask(EVENTS))["member"]["events"]["edges"]
    assert {
        "coupon": coupon["id"], "code": coupon["code"], "kind": "june", "expiresAt": coupon["expiresAt"]
    } == edge["node"]["data"]  # fmt: skip


async def test_s14_what_is_held_over_the_day_is_reminded_of_when_it_is_let_go(ada: Shop) -> None:
    coupon = await give(ada)
    await clock(ada, "2026-05-30T12:00:00Z")
    await hold(ada, coupon["code"], "2026-06-20T12:00:00Z")

    await clock(ada, "2026-06-05T12:00:00Z")
    assert [] == await reminders(ada)
    assert [] == (await ada.ask(RELEASE))["checkoutRelease"]["userErrors"]
    await work_once(ada.kernel, told=True)
    await clock(ada, "2026-07-10T12:00:00Z")

    assert [("2026-06-05T12:00:00Z", coupon["code"])] == await reminders(ada)
    await sound(ada)


async def test_s14_a_hold_that_times_out_after_the_day_is_followed_by_the_reminder(ada: Shop) -> None:
    coupon = await give(ada)
    await clock(ada, "2026-05-30T12:00:00Z")
    await hold(ada, coupon["code"], "2026-06-02T12:00:00Z")

    await clock(ada, "2026-08-01T12:00:00Z")

    assert [("2026-06-02T12:00:00Z", coupon["code"])] == await reminders(ada)
    await sound(ada)


async def test_a_coupon_that_was_used_needs_no_reminder_until_it_comes_back(ada: Shop) -> None:
    coupon = await give(ada)
    await order(ada, total="60", coupons=[coupon["code"]])

    await clock(ada, "2026-06-05T12:00:00Z")
    assert [] == await reminders(ada)
    await order(ada, "order.refunded", refundId="R", amount="60")
    await work_once(ada.kernel, told=True)

    # It lives 30 days from the refund, which is less than the reminder comes ahead.
    assert [("2026-06-05T12:00:00Z", coupon["code"])] == await reminders(ada)
    await clock(ada, "2026-08-01T12:00:00Z")
    assert 1 == len(await reminders(ada))
    await sound(ada)


async def test_a_coupon_that_comes_back_with_a_longer_life_is_told_of_its_new_end(ada: Shop) -> None:
    await save(ada, "june", expiresOn="2026-06-30", before="5d")
    coupon = await give(ada)
    await clock(ada, "2026-06-26T12:00:00Z")
    await order(ada, total="60", coupons=[coupon["code"]])
    await order(ada, "order.refunded", refundId="R", amount="60")

    await clock(ada, "2026-09-01T12:00:00Z")

    assert ["2026-06-25T23:00:00Z", "2026-07-20T23:00:00Z"] == [on for on, _ in await reminders(ada)]


@pytest.mark.parametrize("how", ["revoked", "closed"])
async def test_no_reminder_of_what_was_taken_back_nor_to_members_who_are_closed(ada: Shop, how: str) -> None:
    coupon = await give(ada)
    if how == "revoked":
        await ada.ask("""mutation($id: ID!) { couponRevoke(input: {coupon: $id, reason: "x", idempotencyKey: "x"}) {
          userErrors { code } } }""", {"id": coupon["id"]})  # fmt: skip
    else:
        await ada.ask("""mutation { memberUpdate(input: {member: {number: "1"}, status: CLOSED}) {
          userErrors { code } } }""")  # fmt: skip

    await clock(ada, "2026-08-01T12:00:00Z")

    assert [] == await reminders(ada)
    await sound(ada)


async def test_a_coupon_that_is_given_later_is_told_of_at_once_and_one_without_an_end_or_reminders_never(
    ada: Shop,
) -> None:
    await save(ada, "endless", before="30d")
    await save(ada, "silent", validity="30d")
    for kind in ("endless", "silent"):
        await give(ada, kind, kind)
    await clock(ada, "2026-06-20T12:00:00Z")
    coupon = await give(ada)
    await work_once(ada.kernel, told=True)
    await clock(ada, "2026-08-01T12:00:00Z")

    assert [("2026-06-20T12:00:00Z", coupon["code"])] == await reminders(ada)


async def test_a_kind_that_reminds_from_now_on_reminds_of_the_coupons_that_are_out(ada: Shop) -> None:
    await save(ada, "june", expiresOn="2026-06-30")
    coupon = await give(ada)
    await clock(ada, "2026-06-20T12:00:00Z")
    await save(ada, "june", expiresOn="2026-06-30", before="30d")
    await work_once(ada.kernel, told=True)

    assert [("2026-06-20T12:00:00Z", coupon["code"])] == await reminders(ada)


async def test_a_code_without_an_owner_reminds_no_one(ada: Shop) -> None:
    await ada.ask("""mutation { couponIssue(input: {kind: "june", count: 3, idempotencyKey: "c"}) {
      userErrors { code } } }""")
    await clock(ada, "2026-08-01T12:00:00Z")

    assert [] == await reminders(ada)


async def test_workers_at_once_remind_once(ada: Shop) -> None:
    for number in range(5):
        await give(ada, key=f"k{number}")
    await save(ada, "june", expiresOn="2026-06-30")
    await clock(ada, "2026-06-10T12:00:00Z")
    await save(ada, "june", expiresOn="2026-06-30", before="30d")
    row = await merchant(ada)
    now = ada.kernel.now(row)

    await asyncio.gather(*(run_reminders(ada.kernel, row, now) for _ in range(8)))

    assert 5 == len(await reminders(ada)) == len(set(await reminders(ada)))
    assert 0 == await run_reminders(ada.kernel, row, now)


@pytest.mark.parametrize(
    ("validity", "before", "code"),
    [("30d", "30d", "INVALID_REMINDER"), ("7d", "1m", "INVALID_REMINDER"), ("30d", "soon", "INVALID_DURATION")],
)
async def test_a_reminder_comes_after_the_coupon_was_given(shop: Shop, validity: str, before: str, code: str) -> None:
    saved = await save(shop, "a", validity=validity, before=before)

    assert [(code, ["remindBefore"])] == [(error["code"], error["path"]) for error in saved["userErrors"]]
    saved = await save(shop, "a", validity="60d", before="1m")
    assert {"remindBefore": "1m"} == saved["couponKind"]
    assert {"remindBefore": None} == (await save(shop, "b", validity="60d"))["couponKind"]
