"""Every kind of thing and every kind of token: what is another's is answered like what is not there, by each road."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from graphql import GraphQLField, get_named_type

from headless.ids import Prefix, decode, decode_pair, encode, encode_pair
from headless.resolvers.reading.nodes import PAIRS
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import authenticate, create_token
from headless.services.kernel.scopes import PARTNER_SCOPES, SCOPES
from headless.services.webhooks.running import deliver_due
from tests.resolvers.reader import Statements
from tests.web.access.planted import planted
from tests.web.access.roads import NAMED, nodes_of, schema_of
from tests.web.live.client import connect
from tests.web.shop import NOW_US, Shop, bearer
from tests.web.sign_in.documents import Writer
from tests.web.test_webhooks import Wire, courier_of

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
WATCH = "subscription($id: ID!) { memberChanged(by: {id: $id}) { member { id } } }"
NOWHERE = 987_654_321_987
HOUR_US = 3_600_000_000
MEMBER_TOKEN = (
    """mutation($id: ID!) { memberTokenCreate(input: {member: {id: $id}}) { token userErrors { message } } }"""
)
SEEN: Mapping[str, set[str]] = {
    "others_token": {"Rule"},
    "partners_token": {"Asset", "AssetKind", "Benefit", "BenefitUse", "Entry", "Hold", "Member", "MemberBenefit", "Tier",
                       "TierStanding", "TierTrack"},
    "members_token": {"AssetKind", "Benefit", "CardKind", "CouponKind", "Tier", "TierTrack"},
}  # fmt: skip
"""What tokens see. Instances of rules that every merchant has bear the same id with each: what is seen is its own."""


@asynccontextmanager
async def furnished(database_url: str) -> AsyncIterator[tuple[Shop, dict[str, str]]]:
    """A shop that has everything, and an id of each kind of node."""
    async with planted(database_url, history=True) as (shop, ids):
        yield shop, await nodes_of(shop, schema_of(shop), ids["backtest"])


def absent(id_: str) -> str:
    """The id of nothing, of the same kind."""
    prefix = Prefix(id_.partition("_")[0])
    if prefix in PAIRS:
        member, other = decode_pair(prefix, id_)
        return encode_pair(prefix, member - NOWHERE, other - NOWHERE)
    return encode(prefix, decode(prefix, id_) - NOWHERE)


def plain(answer: Any, *ids: str) -> str:
    """An answer as text, without ids."""
    text = re.sub(r'"requestId": "[0-9a-f]+"', "", json.dumps(answer, sort_keys=True))
    for id_ in ids:
        text = text.replace(id_, "ID")
    return text


async def others_token(shop: Shop) -> str:
    """The secret of a token that may do everything, with another merchant."""
    other = await create_merchant(shop.kernel, "other", currency="GBP", time_zone="Europe/London", sandbox=True)
    return (await create_token(shop.kernel, other.id, "theirs", ["admin"]))[1]


async def partners_token(shop: Shop) -> str:
    """The secret of a token of a partner that may touch nothing."""
    scopes = sorted(PARTNER_SCOPES)
    return (await create_token(shop.kernel, shop.merchant_id, "partner's", scopes, partner="cafe"))[1]


async def members_token(shop: Shop) -> str:
    """The token of a member who has nothing."""
    id_ = (await shop.ask('{ member(by: {number: "2"}) { id } }'))["member"]["id"]
    return str((await shop.ask(MEMBER_TOKEN, {"id": id_}))["memberTokenCreate"]["token"])


def takes(field: GraphQLField) -> set[str]:
    """The types by which the input of a mutation names things."""
    types = {get_named_type(argument.type) for argument in field.args.values()}
    parts = {get_named_type(part.type).name for type_ in types for part in type_.fields.values()}
    return parts & {"ID", "MemberLookup"}


@pytest.mark.parametrize("token", [others_token, partners_token, members_token], ids=lambda token: token.__name__)
async def test_a_node_that_a_token_may_not_see_is_answered_like_none(
    database_url: str, token: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = Statements()
    statements.listen(monkeypatch)
    async with furnished(database_url) as (shop, nodes):
        secret = await token(shop)
        seen = {}
        for query, name in ((NODE, "id"), (NODES, "ids")):
            for kind, id_ in nodes.items():
                told = {}
                for asked in (absent(id_), id_, absent(id_)):
                    statements.take()
                    answer = await shop.send(query, {name: asked if name == "id" else [asked]}, secret)
                    told[asked] = plain(answer, asked), list(statements.sent)
                if told[id_] != told[absent(id_)]:
                    seen[kind] = told[id_][0]

    assert SEEN[token.__name__] == set(seen), seen
    assert all('"ID"' in answer for answer in seen.values()), seen


async def test_no_mutation_tells_whether_another_merchants_thing_is_there(database_url: str) -> None:
    async with furnished(database_url) as (shop, nodes):
        schema, secret = schema_of(shop), await others_token(shop)
        await shop.ask('mutation { memberCreate(input: {number: "5"}) { userErrors { code } } }', secret=secret)
        before = await everything(shop)
        tried, differing = set(), []
        assert schema.mutation_type is not None
        for name, field in schema.mutation_type.fields.items():
            for kind, id_ in nodes.items():
                named_by = takes(field)
                if not named_by or ("ID" not in named_by and kind != "Member") or kind == "Rule":
                    continue
                answers = []
                for number, asked in enumerate((absent(id_), id_)):
                    member = asked if kind == "Member" else absent(nodes["Member"])
                    key = f"{name}-{kind}-{number}"
                    named = {
                        **NAMED,
                        "ID": asked,
                        "MemberLookup": {"id": member},
                        "idempotencyKey": key,
                        "type": "login",
                        "source": "s",
                    }
                    writer = Writer(schema, named)
                    document = f"mutation {{ {name}{writer.arguments(field)} {writer.selection(field.type, 3)} }}"
                    answer = await shop.send(document, secret=secret)
                    answers.append(plain(answer, asked, member).replace(key, "KEY"))
                tried.add(name)
                if answers[0] != answers[1]:
                    differing.append((name, kind, answers))
        after = await everything(shop)

    assert [] == differing
    assert before == after
    assert {name for name, field in schema.mutation_type.fields.items() if takes(field)} == tried
    assert len(tried) > 20


async def everything(shop: Shop) -> Any:
    """What the planted shop holds that a mutation could have touched."""
    return await shop.ask("""{ members(first: 9) { edges { node { id name status tags { tag { code } } assets { available held }
      coupons { totalCount } events { totalCount } } } } tokens { edges { node { id revokedAt } } } partners { code version }
      webhookEndpoints { id version state } tags { code version } rules { id version } }""")


@pytest.mark.parametrize("token", [others_token, members_token], ids=lambda token: token.__name__)
async def test_a_member_that_a_token_may_not_see_cannot_be_watched_or_named_in_events(
    database_url: str, token: Any
) -> None:
    async with furnished(database_url) as (shop, nodes):
        secret, id_ = await token(shop), nodes["Member"]
        told = []
        for asked in (absent(id_), id_):
            async with connect(shop, secret) as client:
                await client.subscribe("a", WATCH, id=asked)
                told.append([plain(await client.hear(), asked)])
            for subject, data in ((f"id:{asked}", {}), ("number:5", {"referred": {"id": asked}})):
                event = {"specversion": "1.0", "id": f"e{len(told)}", "source": "app", "subject": subject, "data": data,
                         "type": "referral.joined" if data else "login"}  # fmt: skip
                headers = {**bearer(secret), "Content-Type": "application/cloudevents+json"}
                response = await shop.client.post("/events", json=event, headers=headers)
                told[-1].append(f"{response.status_code} {plain(response.json(), asked, event['id'])}")

    assert told[0] == told[1]
    assert [] == [answer for answer in told[1] if "RECORDED" in answer]


async def doors(shop: Shop, secret: str) -> Mapping[str, Any]:
    """What each door answers to a token."""
    headers, query = bearer(secret), "{ viewer { name } }"
    event = {"specversion": "1.0", "id": "1", "source": "app", "type": "login", "subject": "number:1", "data": {}}
    mutation = "mutation { eventsRecord(input: {events: []}) { userErrors { code } } }"
    sent = {
        "query": shop.client.post("/graphql", json={"query": query}, headers=headers),
        "mutation": shop.client.post("/graphql", json={"query": mutation}, headers=headers),
        "GET": shop.client.get("/graphql", params={"query": query}, headers=headers),
        "stream": shop.client.post("/graphql", json={"query": WATCH}, headers={**headers, "Accept": "text/event-stream"}),
        "events": shop.client.post("/events", json=event, headers={**headers, "Content-Type": "application/cloudevents+json"}),
    }  # fmt: skip
    answers: dict[str, Any] = {}
    for name, asked in sent.items():
        response = await asked
        answers[name] = response.status_code, re.sub(r'"requestId":"[0-9a-f]+"', "", response.text)
    async with connect(shop) as client:
        await client.say("connection_init", payload=headers)
        answers["socket"] = await client.hear()
    return answers


async def test_a_token_that_has_ended_is_answered_like_one_that_never_was(shop: Shop) -> None:
    make = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { token { id } secret userErrors { message } } }"""

    async def made(secret: str | None = None, **given: Any) -> tuple[str, str]:
        variables = {"input": {"name": "t", "scopes": ["admin"], **given}}
        answer = (await shop.ask(make, variables, secret))["tokenCreate"]
        return answer["token"]["id"], answer["secret"]

    ends = "2026-02-02T03:00:00Z"
    revoked, expired = await made(), await made(expiresAt=ends)
    child = await made(revoked[1])
    tokens = {
        "revoked": revoked, "expired": expired, "child of a revoked one": child, "grandchild": await made(child[1]),
        "child of an expired one": await made(expired[1]), "replaced": await made(),
    }  # fmt: skip
    member = (await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }'))["memberCreate"][
        "member"
    ]
    signed_in = (await shop.ask(MEMBER_TOKEN, {"id": member["id"]}, child[1]))["memberTokenCreate"]["token"]
    alive = {name: await doors(shop, secret) for name, (_, secret) in tokens.items()}
    await shop.ask(f'mutation {{ tokenRevoke(input: {{id: "{revoked[0]}"}}) {{ userErrors {{ code }} }} }}')
    rotate = 'mutation { tokenRotate(input: {id: "ID", overlapSeconds: 0}) { userErrors { code } } }'
    await shop.ask(rotate.replace("ID", tokens["replaced"][0]))
    shop.clock.set(NOW_US + HOUR_US)
    dead = {name: await doors(shop, secret) for name, (_, secret) in tokens.items()}
    never = await doors(shop, f"hm_corner-shop_{'x' * 43}")
    members = await doors(shop, signed_in)

    assert {200} == {
        answer[0] for answers in alive.values() for door, answer in answers.items() if door in ("query", "GET")
    }
    assert dict.fromkeys(tokens, never) == dead
    assert {401} == {answer[0] for door, answer in never.items() if door != "socket"}
    assert {401} == {answer[0] for door, answer in members.items() if door != "socket"}
    assert never["socket"] == members["socket"]


async def test_a_scope_that_is_missing_is_said_before_anything_is_looked_for(database_url: str) -> None:
    async with furnished(database_url) as (shop, nodes):
        for kind, id_ in nodes.items():
            for scopes in ((), sorted(set(SCOPES) - {"members:read"})):
                secret = await shop.token(*scopes)
                told = [plain(await shop.send(NODE, {"id": asked}, secret), asked) for asked in (id_, absent(id_))]
                if '"ID"' not in told[0]:
                    assert told[0] == told[1], kind


async def test_an_endpoint_is_told_of_its_merchant_alone_and_of_nothing_once_its_maker_has_ended(shop: Shop) -> None:
    save = 'mutation { webhookEndpointSave(input: {url: "URL", topics: ["*"]}) { userErrors { message } } }'
    join = 'mutation { memberCreate(input: {number: "%s"}) { userErrors { message } } }'
    other, wire = await others_token(shop), Wire()
    maker_id, maker = await create_token(shop.kernel, shop.merchant_id, "maker", ["admin"])
    _, child = await create_token(
        shop.kernel, shop.merchant_id, "child", ["admin"], maker=await authenticate(shop.kernel, maker)
    )
    for url, secret in (
        ("https://theirs.example/", other),
        ("https://child.example/", child),
        ("https://ours.example/", shop.secret),
    ):
        await shop.ask(save.replace("URL", url), secret=secret)
    await shop.ask(join % 1)
    await deliver_due(courier_of(shop, wire))
    first = [one.url for one in wire.sent]
    revoke = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { userErrors { message } } }"
    await shop.ask(revoke, {"id": encode(Prefix.TOKEN, maker_id)})
    await shop.ask(join % 2)
    await deliver_due(courier_of(shop, wire))
    states = (await shop.ask("{ webhookEndpoints { url state } }"))["webhookEndpoints"]

    assert {"https://child.example/", "https://ours.example/"} == set(first)
    assert {"https://ours.example/"} == {one.url for one in wire.sent[len(first) :]}
    assert {"https://child.example/": "PAUSED", "https://ours.example/": "ON"} == {
        one["url"]: one["state"] for one in states
    }
