"""Tokens that the merchant's server makes for a member: how long they live, what ends them, and what they may do."""

from typing import Any

import pytest

from headless.services.configuration.tokens import create_token
from headless.services.sign_in.sealed_tokens import PREFIX, Sealed, seal
from tests.web.shop import Shop

MAKE = """mutation($by: MemberLookup, $ttl: Int) { memberTokenCreate(input: {member: $by, ttlSeconds: $ttl}) {
  token expiresAt userErrors { code path } } }"""
ME = "{ me { number name phone } viewer { id } merchant { memberMay } }"
ADA = {"number": "1"}
SECOND = 1_000_000
CREATE = """mutation($number: String!) { memberCreate(input: {number: $number, name: "Ada", phone: "+44770090PHONE"}) {
  userErrors { message } } }"""
GRANT = """mutation($number: String!) { assetGrant(input: {member: {number: $number}, kind: "points", amount: 100,
  reason: "welcome", idempotencyKey: $number}) { userErrors { message } } }"""
SPEND = """mutation($by: MemberLookup, $key: String = "mug") { assetSpend(input: {member: $by, kind: "points", amount: 10,
  reason: "a mug", idempotencyKey: $key}) { asset { available } member { number } userErrors { code path } } }"""
SEND = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results {
  status event { source type occurredAt } member { number } decisions { code } userErrors { __typename code path message } }
  userErrors { code message } } }"""
MAY = "mutation($acts: [MemberAct!]!) { merchantSave(input: {memberMay: $acts}) { userErrors { code } } }"


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with two members who have points."""
    for number in ("1", "2"):
        created = await shop.ask(CREATE.replace("PHONE", f"000{number}"), {"number": number})
        assert [] == created["memberCreate"]["userErrors"]
        await shop.ask(GRANT, {"number": number})
    return shop


async def make(shop: Shop, by: Any = ADA, ttl: int | None = None, secret: str | None = None) -> Any:
    return (await shop.ask(MAKE, {"by": by, "ttl": ttl}, secret))["memberTokenCreate"]


async def token(shop: Shop, number: str = "1") -> str:
    made: str = (await make(shop, {"number": number}))["token"]
    return made


async def is_signed_in(shop: Shop, secret: str) -> bool:
    answer = await shop.send(ME, secret=secret)
    if "data" in answer:
        return bool(answer["data"]["me"])
    assert ["UNAUTHENTICATED"] == [error["extensions"]["code"] for error in answer["errors"]]
    return False


async def test_a_member_sees_its_own_profile_and_no_token(ada: Shop) -> None:
    mine = await ada.ask(ME, secret=await token(ada))

    assert {"number": "1", "name": "Ada", "phone": "+447700900001"} == mine["me"]
    assert mine["viewer"] is None
    assert ["CLAIM"] == mine["merchant"]["memberMay"]
    assert (await ada.ask(ME))["me"] is None


async def test_a_token_lives_fifteen_minutes_by_the_wall_clock(ada: Shop) -> None:
    secret = await token(ada)
    ahead = 'mutation { clockAdvance(input: {to: "2027-01-01T00:00:00Z"}) { userErrors { code } } }'
    assert [] == (await ada.ask(ahead))["clockAdvance"]["userErrors"]
    assert await is_signed_in(ada, secret)
    ada.clock.advance(14 * 60 * SECOND)
    assert await is_signed_in(ada, secret)
    ada.clock.advance(60 * SECOND)
    assert not await is_signed_in(ada, secret)


async def test_a_token_lives_as_long_as_was_said_and_at_most_a_day(ada: Shop) -> None:
    for wrong in (0, -1, 86_401):
        assert [{"code": "INVALID_TTL", "path": ["ttlSeconds"]}] == (await make(ada, ttl=wrong))["userErrors"]
    day = (await make(ada, ttl=86_400))["token"]
    second = (await make(ada, ttl=1))["token"]
    ada.clock.advance(SECOND)

    assert (False, True) == (await is_signed_in(ada, second), await is_signed_in(ada, day))


async def test_a_token_ends_with_the_one_that_made_it(ada: Shop) -> None:
    soon = ada.clock.now_us() + 60_000_000
    id_, maker = await create_token(ada.kernel, ada.merchant_id, "server", ["members:impersonate"])
    _, brief = await create_token(ada.kernel, ada.merchant_id, "brief", ["members:impersonate"], None, soon)
    made, short = (await make(ada, secret=maker))["token"], (await make(ada, secret=brief))["token"]
    assert await is_signed_in(ada, made)
    assert await is_signed_in(ada, short)

    revoke = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { userErrors { code } } }"
    listed = (await ada.ask("{ viewer { id } }", secret=maker))["viewer"]["id"]
    await ada.ask(revoke, {"id": listed})
    assert not await is_signed_in(ada, made)
    ada.clock.advance(61 * SECOND)
    assert not await is_signed_in(ada, short)
    assert id_


async def test_members_stay_signed_in_when_the_token_that_signed_them_in_is_replaced(ada: Shop) -> None:
    rotate = """mutation($id: ID!, $overlap: Int!) {
      tokenRotate(input: {id: $id, overlapSeconds: $overlap}) { secret token { id } } }"""
    revoke = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { userErrors { code } } }"
    _, top = await create_token(ada.kernel, ada.merchant_id, "top", ["tokens:manage", "members:impersonate"])
    create = 'mutation { tokenCreate(input: {name: "s", scopes: ["members:impersonate"]}) { secret token { id } } }'
    server = (await ada.ask(create, secret=top))["tokenCreate"]
    member = (await make(ada, secret=server["secret"]))["token"]
    replaced = (await ada.ask(rotate, {"id": server["token"]["id"], "overlap": 60}, top))["tokenRotate"]
    late = (await make(ada, secret=server["secret"]))["token"]
    ada.clock.advance(61 * SECOND)

    assert (True, True) == (await is_signed_in(ada, member), not await is_signed_in(ada, late))
    again = (await ada.ask(rotate, {"id": replaced["token"]["id"], "overlap": 0}, top))["tokenRotate"]
    assert await is_signed_in(ada, member)
    await ada.ask(revoke, {"id": again["token"]["id"]}, top)
    assert not await is_signed_in(ada, member)


async def test_a_token_that_was_replaced_and_then_revoked_signs_its_members_out(ada: Shop) -> None:
    rotate = "mutation($id: ID!) { tokenRotate(input: {id: $id}) { secret } }"
    revoke = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { userErrors { code } } }"
    _, maker = await create_token(ada.kernel, ada.merchant_id, "server", ["members:impersonate"])
    member = (await make(ada, secret=maker))["token"]
    id_ = (await ada.ask("{ viewer { id } }", secret=maker))["viewer"]["id"]
    await ada.ask(rotate, {"id": id_})
    assert await is_signed_in(ada, member)
    await ada.ask(revoke, {"id": id_})
    assert not await is_signed_in(ada, member)


async def test_a_members_token_sends_no_more_types_than_the_one_that_made_it(ada: Shop) -> None:
    types = ["login"]
    scopes = ["members:impersonate", "events:write"]
    _, maker = await create_token(ada.kernel, ada.merchant_id, "server", scopes, event_types=types)
    member = (await make(ada, secret=maker))["token"]
    send = """mutation($type: String!) { eventsRecord(input: {events: [{type: $type, data: {}}]}) {
      results { userErrors { code } } } }"""
    checked_in = (await ada.ask(send, {"type": "checkin"}, member))["eventsRecord"]["results"]
    logged_in = (await ada.ask(send, {"type": "login"}, member))["eventsRecord"]["results"]

    assert [{"userErrors": [{"code": "FORBIDDEN_EVENT_TYPE"}]}] == checked_in
    assert [{"userErrors": []}] == logged_in


@pytest.mark.parametrize("status", ["CLOSED", "ERASED"])
async def test_a_token_ends_at_once_with_the_membership(ada: Shop, status: str) -> None:
    secret = await token(ada)
    assert await is_signed_in(ada, secret)
    if status == "CLOSED":
        await ada.ask(
            'mutation { memberUpdate(input: {member: {number: "1"}, status: CLOSED}) { userErrors { code } } }'
        )
        assert [{"code": "MEMBER_CLOSED", "path": ["member"]}] == (await make(ada))["userErrors"]
    else:
        await ada.ask('mutation { memberErase(input: {member: {number: "1"}}) { userErrors { code } } }')
        assert [{"code": "UNKNOWN_MEMBER", "path": ["member"]}] == (await make(ada))["userErrors"]

    assert not await is_signed_in(ada, secret)


async def test_a_frozen_member_reads_and_does_nothing(ada: Shop) -> None:
    secret = await token(ada)
    await ada.ask(MAY, {"acts": ["SPEND"]})
    await ada.ask('mutation { memberUpdate(input: {member: {number: "1"}, status: FROZEN}) { userErrors { code } } }')
    spent = (await ada.ask(SPEND, secret=secret))["assetSpend"]

    assert await is_signed_in(ada, secret)
    assert ["MEMBER_FROZEN"] == [error["code"] for error in spent["userErrors"]]
    assert {"available": "100"} == spent["asset"] or spent["asset"] is None


async def test_a_token_that_was_changed_or_made_elsewhere_is_refused(ada: Shop) -> None:
    secret = await token(ada)
    changed = secret[:20] + ("A" if secret[20] != "A" else "B") + secret[21:]
    ends = ada.clock.now_us() // 1_000_000 + 60
    foreign = seal(ada.kernel, Sealed(ada.merchant_id, 12345, 0, ends))
    nowhere = seal(ada.kernel, Sealed(77, 12345, 0, ends))
    for wrong in (
        changed,
        PREFIX,
        PREFIX + "x",
        secret + "A",
        secret[:-1],
        foreign,
        nowhere,
        PREFIX + "A" * 500,
    ):
        assert not await is_signed_in(ada, wrong), wrong


async def test_only_a_token_with_the_scope_signs_members_in(ada: Shop) -> None:
    weak = await ada.token("members:read", "members:write", "members:pii", "tokens:manage")
    strong = await ada.token("members:impersonate")

    assert [("FORBIDDEN", ["memberTokenCreate"])] == await ada.errors(MAKE, {"by": ADA}, weak)
    assert (await make(ada, secret=strong))["token"].startswith(PREFIX)
    assert [("FORBIDDEN", ["memberTokenCreate"])] == await ada.errors(MAKE, {"by": ADA}, await token(ada))
    assert [{"code": "UNKNOWN_MEMBER", "path": ["member"]}] == (await make(ada, {"number": "9"}))["userErrors"]
    assert [{"code": "MEMBER_MISSING", "path": ["member"]}] == (await make(ada, None))["userErrors"]


async def test_a_member_does_what_the_merchant_lets_members_do_to_itself_alone(ada: Shop) -> None:
    secret = await token(ada)
    refused = await ada.send(SPEND, secret=secret)
    await ada.ask(MAY, {"acts": ["SPEND"]})
    spent = (await ada.ask(SPEND, secret=secret))["assetSpend"]
    named = (await ada.ask(SPEND, {"by": {"phone": "+447700900001"}, "key": "own"}, secret))["assetSpend"]
    other = (await ada.ask(SPEND, {"by": {"number": "2"}, "key": "other"}, secret))["assetSpend"]
    nobody = (await ada.ask(SPEND, {"by": {"number": "99"}, "key": "none"}, secret))["assetSpend"]

    assert ("FORBIDDEN", "SPEND", ["CLAIM"]) == tuple(
        refused["errors"][0]["extensions"][name] for name in ("code", "requiredAct", "memberMay")
    )
    assert ("90", "80") == (spent["asset"]["available"], named["asset"]["available"])
    assert other == nobody
    assert [{"code": "UNKNOWN_MEMBER", "path": ["member"]}] == other["userErrors"]


async def test_keys_belong_to_the_member(ada: Shop) -> None:
    await ada.ask(MAY, {"acts": ["SPEND"]})
    one, two = await token(ada), await token(ada, "2")
    again = await token(ada)
    for secret in (one, two, again):
        spent = (await ada.ask(SPEND, secret=secret))["assetSpend"]
        assert ([], "90") == (spent["userErrors"], spent["asset"]["available"])
    shops = (await ada.ask(SPEND, {"by": ADA}))["assetSpend"]
    changed = (await ada.ask(SPEND.replace("amount: 10", "amount: 11"), secret=one))["assetSpend"]

    assert "80" == shops["asset"]["available"]
    assert ["KEY_CONFLICT"] == [error["code"] for error in changed["userErrors"]]


async def test_members_send_what_members_send_for_themselves_with_the_servers_time(ada: Shop) -> None:
    one, two = await token(ada), await token(ada, "2")
    checkin = {"type": "checkin", "externalId": "today", "occurredAt": "2020-01-01T00:00:00Z", "data": {}}
    sent = (await ada.ask(SEND, {"events": [checkin]}, one))["eventsRecord"]["results"][0]
    others = (await ada.ask(SEND, {"events": [checkin]}, two))["eventsRecord"]["results"][0]
    again = (await ada.ask(SEND, {"events": [checkin]}, one))["eventsRecord"]["results"][0]

    assert ("RECORDED", "member", {"number": "1"}) == (sent["status"], sent["event"]["source"], sent["member"])
    assert sent["event"]["occurredAt"].startswith("2026-02-02T")
    assert [] == sent["decisions"]
    assert ("RECORDED", {"number": "2"}, "DUPLICATE") == (others["status"], others["member"], again["status"])


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"type": "order.paid", "data": {"orderId": "1", "total": "9"}}, "UNKNOWN_EVENT_TYPE"),
        ({"type": "referral.joined", "data": {"referred": {"number": "2"}}}, "UNKNOWN_EVENT_TYPE"),
        ({"type": "tier.changed", "data": {}}, "UNKNOWN_EVENT_TYPE"),
        ({"type": "checkin", "member": {"number": "2"}, "data": {}}, "UNKNOWN_MEMBER"),
        ({"type": "checkin", "member": {"number": "99"}, "data": {}}, "UNKNOWN_MEMBER"),
        ({"type": "checkin", "member": {"phone": "+447700900002"}, "data": {}}, "UNKNOWN_MEMBER"),
    ],
)
async def test_members_send_nothing_else(ada: Shop, event: Any, code: str) -> None:
    result = (await ada.ask(SEND, {"events": [event]}, await token(ada)))["eventsRecord"]["results"][0]

    assert ("INVALID", [code]) == (result["status"], [error["code"] for error in result["userErrors"]])
    assert "order.paid" not in result["userErrors"][0]["message"].partition("there are")[2]


async def test_a_transfer_shows_the_giver_alone_and_takes_no_phone(ada: Shop) -> None:
    save = """mutation { assetKindSave(input: {code: "gifts", name: "Gifts", transferable: true}) { userErrors { code } } }"""
    await ada.ask(save)
    await ada.ask(GRANT.replace('"points"', '"gifts"').replace("idempotencyKey: $number", 'idempotencyKey: "g"'), ADA)
    await ada.ask(MAY, {"acts": ["TRANSFER"]})
    send = """mutation($to: MemberLookup!) { assetTransfer(input: {to: $to, kind: "gifts", amount: 5, reason: "hi",
      idempotencyKey: "t"}) { from { available } to { available } userErrors { code path } } }"""
    secret = await token(ada)
    by_phone = (await ada.ask(send, {"to": {"phone": "+447700900002"}}, secret))["assetTransfer"]
    unknown = (await ada.ask(send, {"to": {"phone": "+447700900009"}}, secret))["assetTransfer"]
    done = (await ada.ask(send, {"to": {"number": "2"}}, secret))["assetTransfer"]

    assert [{"code": "INVALID_LOOKUP", "path": ["to"]}] == by_phone["userErrors"] == unknown["userErrors"]
    assert {"from": {"available": "95"}, "to": None, "userErrors": []} == done


async def test_a_members_token_opens_no_other_door(ada: Shop) -> None:
    secret = await token(ada)
    headers = {"Authorization": f"Bearer {secret}"}
    event = {"specversion": "1.0", "type": "checkin", "source": "member", "id": "1", "data": {}}
    events = await ada.client.post("/events", json=event, headers=headers)
    plugins = await ada.client.get("/-/plugins", headers=headers)

    assert (403, 403) == (events.status_code, plugins.status_code)
    assert [("FORBIDDEN", None)] == await ada.errors("{ __schema { queryType { name } } }", secret=secret)


async def test_a_member_does_not_read_who_put_a_tag_on_by_hand_and_why(ada: Shop) -> None:
    await ada.ask('mutation { tagSave(input: {code: "watched", name: "Watched"}) { userErrors { code } } }')
    assign = """mutation { memberTagAssign(input: {member: {number: "1"}, tag: "watched", reason: "a reseller",
      idempotencyKey: "w"}) { userErrors { message } } }"""
    assert [] == (await ada.ask(assign))["memberTagAssign"]["userErrors"]
    explain = '{ member(by: {number: "1"}) { tags { by reason } explain(what: {tag: "watched"}) { text params } } }'

    mine = await ada.send(explain, secret=await token(ada))
    ours = await ada.ask(explain)

    told = str(mine["data"]["member"])
    assert (
        mine["data"]["member"]["explain"]["params"] | {"by": "merchant", "reason": None}
        == mine["data"]["member"]["explain"]["params"]
    )
    assert [] == [word for word in ("reseller", "tok_", "owner") if word in told]
    assert "a reseller" in str(ours)
