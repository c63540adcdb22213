"""A transfer as a front end sends it: both accounts in the answer, and only what the token may see."""

from typing import Any

from tests.web.shop import Shop

SAVE = """mutation($daily: Decimal) { assetKindSave(input: {code: "points", name: "Points", transferable: true,
  transferDaily: $daily}) { assetKind { transferable transferDaily } userErrors { code path } } }"""
OPEN = """mutation {
  ann: memberCreate(input: {number: "1", phone: "+44 20 7946 0958"}) { userErrors { code } }
  bob: memberCreate(input: {number: "2"}) { userErrors { code } }
  assetGrant(input: {member: {number: "1"}, kind: "points", amount: 100, reason: "x", idempotencyKey: "g"}) {
    userErrors { code } }
}"""
TRANSFER = """mutation($from: MemberLookup!, $amount: Decimal!, $key: String!) {
  assetTransfer(input: {from: $from, to: {number: "2"}, kind: "points", amount: $amount, reason: "for tea",
    idempotencyKey: $key}) {
    from { available entries(first: 1) { edges { node { type amount reason } } } }
    to { available entries(first: 1) { edges { node { type amount reason } } } }
    userErrors { __typename code message path ... on InsufficientBalance { available required } }
  }
}"""


async def opened(shop: Shop, daily: str | None = None) -> Any:
    saved = (await shop.ask(SAVE, {"daily": daily}))["assetKindSave"]
    await shop.ask(OPEN)
    return saved


def sent(amount: str, key: str, **lookup: str) -> dict[str, Any]:
    return {"from": lookup or {"number": "1"}, "amount": amount, "key": key}


async def test_both_accounts_are_answered_again_for_the_same_key(shop: Shop) -> None:
    saved = await opened(shop, "80")
    first = (await shop.ask(TRANSFER, sent("30", "t1")))["assetTransfer"]
    again = (await shop.ask(TRANSFER, sent("30", "t1")))["assetTransfer"]

    assert {"assetKind": {"transferable": True, "transferDaily": "80"}, "userErrors": []} == saved
    assert [] == first["userErrors"]
    assert ("70", "30") == (first["from"]["available"], first["to"]["available"])
    nodes = [first[side]["entries"]["edges"][0]["node"] for side in ("from", "to")]
    assert [("TRANSFER", "-30", "for tea"), ("TRANSFER", "30", "for tea")] == [
        (node["type"], node["amount"], node["reason"]) for node in nodes
    ]
    assert first == again


async def test_what_is_refused_names_the_input_and_answers_no_account(shop: Shop) -> None:
    await opened(shop)
    poor = (await shop.ask(TRANSFER, sent("101", "t1")))["assetTransfer"]
    unknown = (await shop.ask(TRANSFER, sent("1", "t2", number="3")))["assetTransfer"]
    itself = (await shop.ask(TRANSFER, sent("1", "t3", number="2")))["assetTransfer"]

    assert ("100", "101") == (poor["userErrors"][0]["available"], poor["userErrors"][0]["required"])
    assert [("UNKNOWN_MEMBER", ["from"]), ("SAME_MEMBER", ["to"])] == [
        (answer["userErrors"][0]["code"], answer["userErrors"][0]["path"]) for answer in (unknown, itself)
    ]
    assert [(None, None)] * 2 == [(answer["from"], answer["to"]) for answer in (poor, unknown)]


async def test_a_token_that_may_not_read_assets_moves_them_unseen(shop: Shop) -> None:
    await opened(shop, "80")
    moved = await shop.send(TRANSFER, sent("50", "t1"), secret=await shop.token("assets:write"))
    limited = (await shop.ask(TRANSFER, sent("31", "t2")))["assetTransfer"]["userErrors"][0]

    assert ([], None, None) == tuple(moved["data"]["assetTransfer"][name] for name in ("userErrors", "from", "to"))
    assert {"assets:read"} == {error["extensions"]["requiredScope"] for error in moved["errors"]}
    assert ("Problem", "TRANSFER_LIMIT_EXCEEDED") == (limited["__typename"], limited["code"])
    assert "at most 80 points may be transferred on one day; 30 of that are left today" == limited["message"]


async def test_scopes_are_asked_for_writing_and_for_looking_up_by_phone(shop: Shop) -> None:
    await opened(shop)
    by_phone = sent("1", "t1", phone="+44 20 7946 0958")
    writer = await shop.token("assets:write", "assets:read")
    reader = await shop.token("assets:read")

    assert [("FORBIDDEN", ["assetTransfer"])] == await shop.errors(TRANSFER, sent("1", "t2"), reader)
    assert [("FORBIDDEN", ["assetTransfer"])] == await shop.errors(TRANSFER, by_phone, writer)
    assert [] == (await shop.ask(TRANSFER, by_phone))["assetTransfer"]["userErrors"]
