"""Codes for the till: a member shows one, and the till finds the member for a minute."""

from typing import Any

import pytest

from headless.engine.values.limits import WRONG_CODES_A_MINUTE
from tests.web.shop import Shop
from tests.web.sign_in.test_member_tokens import MAKE, SECOND, ada, token

__all__ = ["ada"]
CODE = """mutation($by: MemberLookup, $ttl: Int) { memberCodeCreate(input: {member: $by, ttlSeconds: $ttl}) {
  code expiresAt userErrors { code path } } }"""
FIND = "query($code: String!) { member(by: {code: $code}) { number } }"


async def code(shop: Shop, secret: str | None = None, **given: Any) -> Any:
    return (await shop.ask(CODE, given, secret))["memberCodeCreate"]


async def found(shop: Shop, shown: str, secret: str | None = None) -> Any:
    return (await shop.ask(FIND, {"code": shown}, secret))["member"]


async def test_a_till_finds_the_member_for_a_minute_of_the_wall_clock(ada: Shop) -> None:
    shown = (await code(ada, await token(ada)))["code"]
    till = await ada.token("members:read")
    await ada.ask('mutation { clockAdvance(input: {to: "2027-01-01T00:00:00Z"}) { userErrors { code } } }')

    assert (10, True) == (len(shown), shown.isdecimal())
    for spelling in (shown, f" {shown[:5]} {shown[5:]} "):
        assert {"number": "1"} == await found(ada, spelling, till)
    ada.clock.advance(59 * SECOND)
    assert {"number": "1"} == await found(ada, shown, till)
    ada.clock.advance(SECOND)
    assert await found(ada, shown, till) is None


async def test_a_code_names_the_member_in_what_the_till_sends(ada: Shop) -> None:
    shown = (await code(ada, by={"number": "1"}))["code"]
    record = """mutation($code: String!) { eventsRecord(input: {events: [{type: "order.paid", member: {code: $code},
      source: "till", externalId: "1", data: {orderId: "1", total: "9.00"}}]}) { results { status member { number } } } }"""
    first = (await ada.ask(record, {"code": shown}))["eventsRecord"]["results"][0]
    again = (await ada.ask(record, {"code": shown}))["eventsRecord"]["results"][0]

    assert {"status": "RECORDED", "member": {"number": "1"}} == first
    assert "DUPLICATE" == again["status"]


async def test_a_member_gets_codes_for_itself_and_finds_no_one_else_by_theirs(ada: Shop) -> None:
    one, two = await token(ada), await token(ada, "2")
    others = (await code(ada, two))["code"]
    mine = (await code(ada, one, by={"number": "1"}))["code"]

    assert (None, {"number": "1"}) == (await found(ada, others, one), await found(ada, mine, one))
    assert [{"code": "UNKNOWN_MEMBER", "path": ["member"]}] == (await code(ada, one, by={"number": "2"}))["userErrors"]
    assert [{"code": "UNKNOWN_MEMBER", "path": ["member"]}] == (await code(ada, one, by={"code": others}))["userErrors"]


async def test_the_last_five_codes_of_a_member_stay_valid(ada: Shop) -> None:
    secret = await token(ada)
    shown = []
    for _ in range(7):
        shown.append((await code(ada, secret))["code"])
        ada.clock.advance(SECOND)

    assert [None] * 2 + [{"number": "1"}] * 5 == [await found(ada, one) for one in shown]


async def test_codes_are_for_open_memberships_and_at_most_a_minute(ada: Shop) -> None:
    for wrong in (0, 61):
        assert [{"code": "INVALID_TTL", "path": ["ttlSeconds"]}] == (await code(ada, by={"number": "1"}, ttl=wrong))[
            "userErrors"
        ]
    weak = await ada.token("members:read")
    assert [("FORBIDDEN", ["memberCodeCreate"])] == await ada.errors(CODE, {"by": {"number": "1"}}, weak)
    await ada.ask('mutation { memberUpdate(input: {member: {number: "1"}, status: CLOSED}) { userErrors { code } } }')
    assert [{"code": "MEMBER_CLOSED", "path": ["member"]}] == (await code(ada, by={"number": "1"}))["userErrors"]


async def test_a_code_ends_with_the_member_that_is_erased(ada: Shop) -> None:
    shown = (await code(ada, by={"number": "1"}))["code"]
    await ada.ask('mutation { memberErase(input: {member: {number: "1"}}) { userErrors { code } } }')

    assert await found(ada, shown) is None


async def test_a_code_is_no_token(ada: Shop) -> None:
    shown = (await code(ada, by={"number": "1"}))["code"]
    answer = await ada.send(MAKE, secret=shown)

    assert "UNAUTHENTICATED" == answer["errors"][0]["extensions"]["code"]


async def test_a_token_that_guesses_codes_has_to_wait_and_leaves_a_trace(
    ada: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shown, till, other = (
        (await code(ada, await token(ada)))["code"],
        await ada.token("members:read"),
        await ada.token("admin"),
    )

    for number in range(WRONG_CODES_A_MINUTE):
        assert await found(ada, f"x{number}", till) is None
    refused = await ada.send(FIND, {"code": shown}, till)

    assert {"member": None} == refused["data"]
    assert {"code": "TOO_MANY_WRONG_CODES", "retryAfter": 60} == refused["errors"][0]["extensions"]
    assert {"number": "1"} == await found(ada, shown, other)
    assert {"number": "1"} == (await ada.ask('{ member(by: {number: "1"}) { number } }', secret=till))["member"]
    logged: list[Any] = [vars(record) for record in caplog.records if record.message == "wrong member code"]
    assert [0] * (WRONG_CODES_A_MINUTE - 1) + [60] == [line["wait_seconds"] for line in logged]
    assert {("corner-shop", "tok_")} == {(line["merchant"], line["token"][:4]) for line in logged}
    ada.clock.advance(60 * SECOND)
    assert {"number": "1"} == await found(ada, (await code(ada, by={"number": "1"}))["code"], till)


async def test_right_codes_are_not_counted(ada: Shop) -> None:
    shown, till = (await code(ada, await token(ada)))["code"], await ada.token("members:read")

    for _ in range(2 * WRONG_CODES_A_MINUTE):
        assert {"number": "1"} == await found(ada, shown, till)


async def test_guesses_in_a_batch_of_events_are_counted_one_by_one(ada: Shop) -> None:
    record = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
      results { status userErrors { code path } } } }"""
    events = [
        {"type": "checkin", "source": "till", "externalId": str(number), "member": {"code": f"x{number}"}, "data": {}}
        for number in range(WRONG_CODES_A_MINUTE + 5)
    ]
    results = (await ada.ask(record, {"events": events}))["eventsRecord"]["results"]

    told = [result["userErrors"][0]["code"] for result in results]
    assert ["UNKNOWN_MEMBER"] * WRONG_CODES_A_MINUTE + ["TOO_MANY_WRONG_CODES"] * 5 == told


async def test_a_member_cannot_try_out_the_codes_of_others(ada: Shop) -> None:
    secret = await token(ada)

    for number in range(WRONG_CODES_A_MINUTE):
        assert await found(ada, f"x{number}", secret) is None

    assert [("TOO_MANY_WRONG_CODES", ["member"])] == await ada.errors(FIND, {"code": "x"}, secret)
