"""A token that lacks one scope, and a member's token, lose single fields: what is refused takes nothing along."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLSchema

from headless.services.kernel.scopes import SCOPES
from tests.web.shop import Shop
from tests.web.sign_in.documents import Writer
from tests.web.sign_in.test_matrix import DEPTH, schema_of
from tests.web.sign_in.world import World

READING = sorted(scope for scope in SCOPES if scope.endswith((":read", ":pii")))
EXPLAIN = 'me: member(by: {id: "%s"}) { explain(what: {track: "club"}) { text decisions { name } } }'
SIMULATE = """mutation($by: MemberLookup!) { eventsSimulate(input: {events: [{type: "order.paid", source: "till",
  externalId: "new", member: $by, data: {orderId: "new", total: "10"}}]}) { results { status decisions { name } } } }"""
ISSUE = """mutation($by: MemberLookup!) { couponIssue(input: {kind: "ten", member: $by, idempotencyKey: "new"}) {
  coupons { code } userErrors { message } } }"""


def pages(schema: GraphQLSchema, name: str, by: dict[str, Any]) -> list[str]:
    """Documents that together read everything from the roots that need not be named."""
    assert schema.query_type is not None
    writer = Writer(schema, {"MemberLookup": by, "ID": by["id"], "ExplainInput": {"asset": "gifts"}})
    served = schema.query_type.fields[name]
    return [f"{{ {name}{writer.arguments(served)} {part} }}" for part in writer.parts(served.type, DEPTH)]


def lost(answer: dict[str, Any]) -> list[Any]:
    """Places of errors that are not null themselves, because something above them had to be."""
    return [
        error["path"] for error in answer.get("errors", ()) if "path" in error and not stands(answer, error["path"])
    ]


def stands(answer: dict[str, Any], path: Sequence[str | int]) -> bool:
    value: Any = answer["data"]
    for key in path[:-1]:
        if value is None:
            return False
        value = value[key]
    return value is not None and value[path[-1]] is None


async def test_a_missing_scope_takes_away_nothing_but_its_fields(world: World) -> None:
    schema = schema_of(world)
    assert schema.query_type is not None
    asked = [
        page
        for name in schema.query_type.fields
        if name not in ("node", "nodes", "memberExport", "event", "coupon")
        for page in pages(schema, name, {"id": world.ids["ada"]})
    ]
    refused = 0
    for scope in READING:
        secret = await world.shop.token(*(set(SCOPES) - {scope}))
        for page in asked:
            answer = await world.shop.send(page, secret=secret)
            assert [] == lost(answer), (scope, page)
            refused += len(answer.get("errors", ()))
    assert refused > 300


async def test_what_members_may_not_read_takes_nothing_along(world: World) -> None:
    schema = schema_of(world)
    asked = [page for name in ("me", "tierTracks", "benefits", "couponKinds", "assetKinds", "merchant", "viewer")
             for page in pages(schema, name, {"id": world.ids["ada"]})]  # fmt: skip
    refused = 0
    for page in asked:
        answer = await world.send(page)
        assert [] == lost(answer), page
        refused += len(answer.get("errors", ()))
    assert refused > 50


async def refusals(shop: Shop, query: str, lacking: str, by: dict[str, Any]) -> tuple[Any, list[str]]:
    """What a token without one scope is answered, and the scopes that it is told of."""
    answer = await shop.send(query, {"by": by}, await shop.token(*(set(SCOPES) - {lacking})))
    return answer["data"], [error["extensions"]["requiredScope"] for error in answer["errors"]]


async def test_lists_that_may_not_be_null_are_empty_and_the_refusal_is_told(world: World) -> None:
    shop, by = world.shop, {"id": world.ids["ada"]}

    explained = await refusals(shop, "{ " + EXPLAIN % by["id"] + " }", "events:read", by)
    simulated = await refusals(shop, SIMULATE, "events:read", by)
    issued = await refusals(shop, ISSUE, "coupons:read", by)

    assert explained[0]["me"]["explain"]["text"]
    assert ([], ["events:read"]) == (explained[0]["me"]["explain"]["decisions"], explained[1])
    assert ([{"status": "SIMULATED", "decisions": []}], ["events:read"]) == (
        simulated[0]["eventsSimulate"]["results"],
        simulated[1],
    )
    assert ({"coupons": [], "userErrors": []}, ["coupons:read"]) == (issued[0]["couponIssue"], issued[1])
    assert (await shop.ask("{ " + EXPLAIN % by["id"] + " }"))["me"]["explain"]["decisions"]
    assert (await shop.ask(ISSUE, {"by": by}))["couponIssue"]["coupons"]


async def test_members_learn_of_others_only_that_they_act_for_the_merchant(world: World) -> None:
    read = "tags { by } benefits { uses { edges { node { by } } } }"
    used = 'mutation { benefitUse(input: {benefit: "lounge", idempotencyKey: "own"}) { userErrors { code } } }'
    assert [] == (await world.send(used))["data"]["benefitUse"]["userErrors"]

    own = (await world.send(f"{{ me {{ {read} }} }}"))["data"]["me"]
    shops = (await world.shop.ask(f'{{ member(by: {{number: "ada"}}) {{ {read} }} }}'))["member"]

    def by(member: Any) -> list[str]:
        uses = [edge["node"]["by"] for benefit in member["benefits"] for edge in benefit["uses"]["edges"]]
        return [tag["by"] for tag in member["tags"]] + uses

    assert ["merchant", "merchant", "member", "merchant"] == by(own)
    told = [text.rpartition(" (tok")[0] or text for text in by(shops)]
    assert ["condition", f"member ({world.ids['ada']})", "owner", "owner"] == sorted(told)
