"""Whose a key is, whose a source is, and by which clock tokens end."""

from typing import Any

import pytest

from tests.web.access.partners import Partnership
from tests.web.shop import NOW_US, Shop
from tests.web.sign_in.test_member_tokens import token as sign_in

HOUR_US = 3_600_000_000
SPEND = """mutation { assetSpend(input: {member: {number: "1"}, kind: "points", amount: "1", reason: "tea",
  idempotencyKey: "tea"}) { entry { id } userErrors { code message } } }"""
SEND = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
  results { status userErrors { code path } } } }"""


async def test_one_key_is_three_in_the_hands_of_the_merchant_a_partner_and_a_member(partner: Partnership) -> None:
    shop = partner.shop
    await shop.ask("""mutation { merchantSave(input: {memberMay: [SPEND]}) { userErrors { message } }
      assetGrant(input: {member: {number: "1"}, kind: "points", amount: "10", reason: "x", idempotencyKey: "g"}) {
        userErrors { message } } }""")
    secrets = (
        shop.secret,
        await shop.token("admin"),
        partner.secret,
        await sign_in(shop, "1"),
        await sign_in(shop, "1"),
    )
    spent: list[Any] = []
    for secret in (*secrets, *secrets):
        answer = (await shop.ask(SPEND, secret=secret))["assetSpend"]
        assert [] == answer["userErrors"]
        spent.append(answer["entry"]["id"])
    left = await shop.ask('{ member(by: {number: "1"}) { asset(kind: "points") { available } } }')

    merchants, again, partners, members, members_again = spent[:5]
    assert (merchants, members) == (again, members_again)
    assert 3 == len({merchants, partners, members})
    assert spent[:5] == spent[5:]
    assert {"member": {"asset": {"available": "7"}}} == left


@pytest.mark.parametrize(
    "source",
    ["\ufeffengine", "eng\u00adine", "\u202eclock", "work\ufe0fer", "system\u3164", "im\u034fport", "\u017fystem", "\u217fember",
     "plug\u200din:x", "partner\u00a0: x", "plugin\ufe55x", "\U000e0020engine", "\U0001d41e\U0001d427\U0001d420\U0001d422"
     "\U0001d427\U0001d41e", "\u0130mport", "cloc\u212a"],
)  # fmt: skip
async def test_no_spelling_of_a_source_of_the_system_is_a_tokens(shop: Shop, source: str) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    event = {"type": "checkin", "member": {"number": "1"}, "source": source, "externalId": "1", "data": {}}
    (result,) = (await shop.ask(SEND, {"events": [event]}))["eventsRecord"]["results"]

    assert [{"code": "RESERVED_SOURCE", "path": ["source"]}] == result["userErrors"]


async def test_the_clock_of_a_sandbox_ends_no_token_and_no_code_and_the_wall_clock_does(shop: Shop) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    made = await shop.ask("""mutation { tokenCreate(input: {name: "t", scopes: ["members:read"],
      expiresAt: "2026-02-02T03:40:00Z"}) { secret userErrors { message } }
      memberCodeCreate(input: {member: {number: "1"}}) { code userErrors { message } } }""")
    secret, code = made["tokenCreate"]["secret"], made["memberCodeCreate"]["code"]
    member = await sign_in(shop, "1")
    find = f'{{ member(by: {{code: "{code}"}}) {{ number }} }}'
    await shop.ask('mutation { clockAdvance(input: {to: "2036-01-01T00:00:00Z"}) { userErrors { message } } }')
    later = [await shop.ask(find, secret=secret), await shop.ask("{ me { number } }", secret=member)]
    shop.clock.set(NOW_US + HOUR_US)
    refused = [await shop.errors(find, secret=secret), await shop.errors("{ me { number } }", secret=member)]

    assert [{"member": {"number": "1"}}, {"me": {"number": "1"}}] == later
    assert [[("UNAUTHENTICATED", None)]] * 2 == refused
    assert {"member": None} == await shop.ask(find)
