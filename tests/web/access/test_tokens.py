"""Tokens that make tokens: never more than their maker, never longer, replaced with an overlap, and managed by their line."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from headless.services.configuration.tokens import create_token
from headless.services.kernel.principals import system
from headless.web.authentication import REMEMBERED_SECONDS
from tests.web.shop import NOW_US, Shop, bearer

MAKE = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
  secret token { id scopes sources eventTypes expiresAt madeBy { name } createdAt } userErrors { code path message } } }"""
REVOKE = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { token { revokedAt } userErrors { code } } }"
ROTATE = """mutation($input: TokenRotateInput!) { tokenRotate(input: $input) {
  secret token { id name scopes expiresAt } replaced { expiresAt successor { id } } userErrors { code path } } }"""
LIST = "{ tokens(first: 50) { totalCount edges { node { name } } } }"
WHO = "{ viewer { id name lastUsedAt } }"
GRANT = """mutation { assetGrant(input: {member: {number: "1"}, kind: "points", amount: "5", reason: "hello",
  idempotencyKey: "KEY"}) { entry { amount } userErrors { code path } } }"""
SEND = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
  results { status userErrors { code path } } } }"""
HOUR = 3600 * 1_000_000


@dataclass
class Made:
    """A token that a test has made."""

    id: str
    secret: str


async def make(shop: Shop, secret: str | None = None, **given: Any) -> Made:
    answer = (await shop.ask(MAKE, {"input": {"name": "made", "scopes": [], **given}}, secret))["tokenCreate"]
    assert [] == answer["userErrors"]
    return Made(answer["token"]["id"], answer["secret"])


async def refusal(shop: Shop, secret: str | None = None, **given: Any) -> tuple[str, list[str]]:
    answer = (await shop.ask(MAKE, {"input": {"name": "made", "scopes": [], **given}}, secret))["tokenCreate"]
    assert answer["secret"] is None
    (error,) = answer["userErrors"]
    return error["code"], error["path"]


async def lives(shop: Shop, token: Made) -> bool:
    response = await shop.client.post("/graphql", json={"query": WHO}, headers=bearer(token.secret))
    return response.status_code == 200


def at(us: int) -> str:
    return datetime.fromtimestamp(us / 1_000_000, UTC).isoformat()


async def names(shop: Shop, token: Made) -> list[str]:
    listed = (await shop.ask(LIST, secret=token.secret))["tokens"]
    assert listed["totalCount"] == len(listed["edges"])
    return [edge["node"]["name"] for edge in listed["edges"]]


async def test_a_child_has_at_most_its_makers_scopes_sources_types_and_life(shop: Shop) -> None:
    ends = at(NOW_US + HOUR)
    scopes = ["tokens:manage", "events:write"]
    bound = {"sources": ["pos", "web"], "eventTypes": ["order.paid", "checkin"], "expiresAt": ends}
    maker = (await make(shop, scopes=scopes, **bound)).secret
    child = (await shop.ask(MAKE, {"input": {"name": "child", "scopes": ["events:write"]}}, maker))["tokenCreate"]

    assert ("SCOPE_NOT_HELD", ["scopes"]) == await refusal(shop, maker, scopes=["members:read"])
    assert ("SOURCE_NOT_HELD", ["sources"]) == await refusal(shop, maker, sources=["pos", "shop"])
    assert ("EVENT_TYPE_NOT_HELD", ["eventTypes"]) == await refusal(shop, maker, eventTypes=["topup.paid"])
    assert ("EXPIRY_NOT_HELD", ["expiresAt"]) == await refusal(shop, maker, expiresAt=at(NOW_US + 2 * HOUR))
    assert ("INVALID_EXPIRY", ["expiresAt"]) == await refusal(shop, maker, expiresAt=at(NOW_US - HOUR))
    assert ["pos", "web"] == child["token"]["sources"]
    assert ["order.paid", "checkin"] == child["token"]["eventTypes"]
    assert datetime.fromisoformat(ends) == datetime.fromisoformat(child["token"]["expiresAt"])
    assert {"name": "made"} == child["token"]["madeBy"]


async def test_what_is_wrong_with_a_token_is_said_at_its_place(shop: Shop) -> None:
    assert ("INVALID_NAME", ["name"]) == await refusal(shop, name="  ")
    assert ("UNKNOWN_EVENT_TYPE", ["eventTypes"]) == await refusal(shop, eventTypes=["order.eaten"])
    assert ("RESERVED_SOURCE", ["sources"]) == await refusal(shop, sources=["Partner: cafe"])
    assert "UNKNOWN_SCOPE" == (await refusal(shop, scopes=["members:eat"]))[0]


async def test_a_token_ends_at_once_with_any_of_its_line(shop: Shop) -> None:
    maker = await make(shop, scopes=["tokens:manage"])
    child = await make(shop, maker.secret, scopes=["tokens:manage"])
    grandchild = await make(shop, child.secret, scopes=["tokens:manage"])
    stranger = await make(shop, scopes=["tokens:manage"])
    before = [await lives(shop, token) for token in (maker, child, grandchild, stranger)]
    await shop.ask(REVOKE, {"id": maker.id})

    assert [True] * 4 == before
    assert [False, False, False, True] == [await lives(shop, token) for token in (maker, child, grandchild, stranger)]


async def test_a_child_that_was_made_while_its_maker_was_revoked_does_not_live(shop: Shop) -> None:
    maker = await make(shop, scopes=["tokens:manage"])
    await shop.ask(REVOKE, {"id": maker.id})
    async with shop.kernel.db.read() as session:
        sql = "SELECT id FROM token WHERE merchant_id = $1 AND last_four = $2"
        maker_id = await session.fetch_value(sql, shop.merchant_id, maker.secret[-4:])
    late = system(shop.merchant_id, "corner-shop")
    object.__setattr__(late, "token_id", maker_id)
    _, secret = await create_token(shop.kernel, shop.merchant_id, "late", ["tokens:manage"], maker=late)

    assert not await lives(shop, Made("", secret))


async def test_a_child_expires_with_its_maker(shop: Shop) -> None:
    maker = await make(shop, scopes=["tokens:manage"], expiresAt=at(NOW_US + HOUR))
    child = await make(shop, maker.secret, scopes=["tokens:manage"])
    async with shop.kernel.db.transaction() as session:
        # as if it had been made before children were given their maker's end
        await session.execute("UPDATE token SET expires_at = NULL WHERE made_by IS NOT NULL AND name = 'made'")
        ends = "UPDATE token SET expires_at = $1 WHERE last_four = $2"
        await session.execute(ends, NOW_US + HOUR, maker.secret[-4:])
    alive = await lives(shop, child)
    shop.clock.set(NOW_US + HOUR)

    assert alive
    assert not await lives(shop, child)


async def test_a_line_of_tokens_has_an_end(shop: Shop) -> None:
    secret, made = None, 0
    while made < 20:
        answer = (await shop.ask(MAKE, {"input": {"name": "x", "scopes": ["tokens:manage"]}}, secret))["tokenCreate"]
        if answer["userErrors"]:
            break
        made, secret = made + 1, answer["secret"]

    assert "LINE_TOO_LONG" == answer["userErrors"][0]["code"]
    assert 7 == made


async def test_a_token_sees_and_revokes_its_line_and_itself_and_an_admin_all(shop: Shop) -> None:
    admin = await make(shop, name="admin", scopes=["tokens:manage", "tokens:admin"])
    maker = await make(shop, name="maker", scopes=["tokens:manage"])
    child = await make(shop, maker.secret, name="child", scopes=["tokens:manage"])
    grandchild = await make(shop, child.secret, name="grandchild", scopes=[])
    other = await make(shop, name="other", scopes=["tokens:manage"])
    find = "query($id: ID!) { node(id: $id) { ... on Token { name madeBy { name } } } }"

    assert ["grandchild", "child"] == await names(shop, maker)
    assert ["other", "grandchild", "child", "maker", "admin", "owner"] == await names(shop, admin)
    for unseen in (maker, other, admin):
        assert {"node": None} == await shop.ask(find, {"id": unseen.id}, child.secret)
        refused = await shop.ask(REVOKE, {"id": unseen.id}, child.secret)
        assert {"tokenRevoke": {"token": None, "userErrors": [{"code": "UNKNOWN_TOKEN"}]}} == refused
    assert {"node": {"name": "child", "madeBy": None}} == await shop.ask(find, {"id": child.id}, child.secret)
    seen = await shop.ask(find, {"id": grandchild.id}, maker.secret)
    assert {"node": {"name": "grandchild", "madeBy": {"name": "child"}}} == seen
    assert [] == (await shop.ask(REVOKE, {"id": grandchild.id}, maker.secret))["tokenRevoke"]["userErrors"]
    assert not await lives(shop, grandchild)
    assert [] == (await shop.ask(REVOKE, {"id": other.id}, admin.secret))["tokenRevoke"]["userErrors"]


async def test_tokens_of_another_merchant_are_nowhere(shop: Shop) -> None:
    from headless.services.configuration.merchants import create_merchant

    other = await create_merchant(shop.kernel, "other", currency="EUR", time_zone="Europe/Berlin")
    secret = (await create_token(shop.kernel, other.id, "theirs", ["admin"]))[1]
    mine = await make(shop, scopes=[])

    assert ["theirs"] == await names(shop, Made("", secret))
    assert "UNKNOWN_TOKEN" == (await shop.ask(REVOKE, {"id": mine.id}, secret))["tokenRevoke"]["userErrors"][0]["code"]
    assert await lives(shop, mine)


async def test_a_replaced_token_lives_on_for_the_overlap_and_its_successor_takes_over_what_it_made(shop: Shop) -> None:
    old = await make(shop, name="server", scopes=["tokens:manage"])
    child = await make(shop, old.secret, scopes=[])
    done = (await shop.ask(ROTATE, {"input": {"id": old.id, "overlapSeconds": 3600}}, old.secret))["tokenRotate"]
    new = Made(done["token"]["id"], done["secret"])

    assert "server" == done["token"]["name"]
    assert ["tokens:manage"] == done["token"]["scopes"]
    assert None is done["token"]["expiresAt"]
    assert ["made"] == await names(shop, new)
    assert [True] * 3 == [await lives(shop, token) for token in (old, new, child)]
    shop.clock.set(NOW_US + HOUR)
    assert [False, True, True] == [await lives(shop, token) for token in (old, new, child)]
    assert "ALREADY_ROTATED" == await rotation_refused(shop, old)
    await shop.ask(REVOKE, {"id": new.id})
    assert not await lives(shop, child)


async def rotation_refused(shop: Shop, token: Made, secret: str | None = None, **more: Any) -> str:
    answer = (await shop.ask(ROTATE, {"input": {"id": token.id, **more}}, secret))["tokenRotate"]
    assert answer["secret"] is None
    code: str = answer["userErrors"][0]["code"]
    return code


async def test_replacing_a_token_gives_no_one_more_than_they_have(shop: Shop) -> None:
    owner = await make(shop, scopes=["admin"])
    keeper = await make(shop, scopes=["tokens:manage", "tokens:admin"])
    brief = await make(shop, scopes=["tokens:manage"], expiresAt=at(NOW_US + HOUR))
    stranger = await make(shop, scopes=["tokens:manage"])
    revoked = await make(shop, scopes=[])
    await shop.ask(REVOKE, {"id": revoked.id})

    assert "SCOPE_NOT_HELD" == await rotation_refused(shop, owner, keeper.secret)
    assert "EXPIRY_NOT_HELD" == await rotation_refused(shop, brief, brief.secret, expiresAt=at(NOW_US + 2 * HOUR))
    assert "UNKNOWN_TOKEN" == await rotation_refused(shop, brief, stranger.secret)
    assert "TOKEN_ENDED" == await rotation_refused(shop, revoked)
    assert "INVALID_OVERLAP" == await rotation_refused(shop, brief, overlapSeconds=-1)
    assert await lives(shop, owner)


async def test_a_token_bound_to_event_types_records_no_others_by_any_road(shop: Shop) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    scopes = ["events:write", "assets:write", "assets:read", "members:write", "tags:write", "benefits:write"]
    bound = (await make(shop, scopes=scopes, eventTypes=["checkin", "asset.spent"])).secret
    order = {"type": "order.paid", "member": {"number": "1"}, "source": "pos", "externalId": "1", "data": {}}
    event = {**order, "type": "checkin", "data": {}}
    recorded = (await shop.ask(SEND, {"events": [order, event]}, bound))["eventsRecord"]["results"]
    simulate = SEND.replace("eventsRecord", "eventsSimulate")
    simulated = (await shop.ask(simulate, {"events": [{**order, "externalId": "2"}]}, bound))["eventsSimulate"][
        "results"
    ]
    granted = await shop.ask(GRANT.replace("KEY", "g"), secret=bound)
    renamed = await shop.ask(
        'mutation { memberUpdate(input: {member: {number: "1"}, gender: "f"}) { userErrors { code } } }', secret=bound
    )
    cloud = {"specversion": "1.0", "type": "order.paid", "source": "pos", "id": "3", "subject": "number:1", "data": {}}
    headers = {**bearer(bound), "Content-Type": "application/cloudevents+json"}
    posted = await shop.client.post("/events", json=cloud, headers=headers)
    forbidden = [{"code": "FORBIDDEN_EVENT_TYPE", "path": ["type"]}]

    assert [("INVALID", forbidden), ("RECORDED", [])] == [(one["status"], one["userErrors"]) for one in recorded]
    assert forbidden == simulated[0]["userErrors"]
    assert {"entry": None, "userErrors": [{"code": "FORBIDDEN_EVENT_TYPE", "path": None}]} == granted["assetGrant"]
    assert [{"code": "FORBIDDEN_EVENT_TYPE"}] == renamed["memberUpdate"]["userErrors"]
    assert "FORBIDDEN_EVENT_TYPE" in posted.text


@pytest.mark.parametrize(
    "source",
    ["engine", "Mutation", " member ", "import", "CLOCK", "worker", "sys tem", "partner:cafe", "Partner : cafe", "PLUGIN:x",
     "plugin:paid_tiers", "\uff50\uff41\uff52\uff54\uff4e\uff45\uff52:x", "en\u200bgine", "partner\t:cafe"],
)  # fmt: skip
async def test_sources_of_the_system_are_the_systems_own(shop: Shop, source: str) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    event = {"type": "checkin", "member": {"number": "1"}, "source": source, "externalId": "1", "data": {}}
    (result,) = (await shop.ask(SEND, {"events": [event]}))["eventsRecord"]["results"]

    assert [{"code": "RESERVED_SOURCE", "path": ["source"]}] == result["userErrors"]


async def test_the_tokens_of_a_merchant_share_their_keys_and_a_new_token_goes_on_with_them(shop: Shop) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    scopes = ["assets:write", "assets:read", "tokens:manage"]
    one, other = await make(shop, scopes=scopes), await make(shop, scopes=scopes)
    grant = GRANT.replace("KEY", "gift-1")
    for secret in (one.secret, other.secret):
        assert "5" == (await shop.ask(grant, secret=secret))["assetGrant"]["entry"]["amount"]
    rotated = (await shop.ask(ROTATE, {"input": {"id": one.id}}, one.secret))["tokenRotate"]["secret"]
    await shop.ask(grant, secret=rotated)
    await shop.ask("""mutation { memberCreate(input: {number: "2"}) { member { id } }
      memberMerge(input: {from: {number: "1"}, into: {number: "2"}, idempotencyKey: "merge"}) { userErrors { code } } }""")
    await shop.ask(grant, secret=rotated)
    holding = await shop.ask('{ member(by: {number: "2"}) { asset(kind: "points") { available } } }')

    assert {"member": {"asset": {"available": "5"}}} == holding


async def test_when_a_token_was_last_used_is_written_now_and_then(shop: Shop) -> None:
    token = await make(shop, scopes=[])
    first = await shop.ask(WHO, secret=token.secret)
    authentication: Any = shop.app.state.endpoints.graphql.__self__.authentication
    await authentication.flush()
    second = await shop.ask(WHO, secret=token.secret)

    assert None is first["viewer"]["lastUsedAt"]
    assert datetime.fromtimestamp(NOW_US / 1_000_000, UTC) == datetime.fromisoformat(second["viewer"]["lastUsedAt"])
    assert REMEMBERED_SECONDS < 60
