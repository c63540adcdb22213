"""Our executor answers as the library's does: same data, same errors, for every kind of document."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.resolvers.reading.context import ReadContext
from headless.schema.serving.execution import Api, Request
from tests.web.shop import LADDER, Shop

NOTHING: Mapping[str, Any] = MappingProxyType({})
READS = [
    "{ merchant { slug } viewer { name scopes } }",
    "{ a: merchant { s: slug s2: slug } ...F } fragment F on Query { a: merchant { name } tierTracks { code } }",
    '{ tierTracks { tiers { code track { code tiers { rank } } condition } } nothing: tierTrack(code: "x") { code } }',
    "query($no: Boolean = false) { merchant { slug @include(if: $no) name @skip(if: $no) } }",
    "{ members(first: 2) { totalCount edges { node { __typename number tier { name } assets { kind { code } available } } } } }",
    "{ members { edges { node { name standings { tier { code } since } events { edges { node { type } } } } } } }",
    '{ node(id: "nonsense") { id } nodes(ids: ["mem_x", "kind_0000000000001"]) { id ... on Member { number } } }',
    "query($n: Int!) { members(first: $n) { edges { cursor } } }",
    "{ members(first: 101) { edges { cursor } } assetKinds { code expiry } }",
    "{ __typename rules { __typename rule settingsSchema state } plugins { rules { rule } } }",
    '{ member(by: {number: "1"}) { asset(kind: "nope") { available } tierProgress { text nearest { text clauses { text } } } } }',
    '{ member(by: {number: "1"}) { one: asset(kind: "points") { available } two: asset(kind: "stars") { available worth } } }',
    "{ metrics { name ops argsSchema } eventTypes(sentBy: MEMBER) { name sentBy } tags { memberCount } }",
]


async def both(shop: Shop, secret: str, query: str, variables: Mapping[str, Any] = NOTHING) -> tuple[Any, Any]:
    """The whole answers of our executor and of the library's."""
    endpoint = shop.app.state.endpoints.graphql.__self__
    api: Api = endpoint.api
    principal = await endpoint.authentication.find(secret)
    ours = await api.answer(shop.kernel, principal, Request(query, variables))
    by_levels, api._by_levels = api._by_levels, api._by_fields  # type: ignore[method-assign]
    try:
        theirs = await api.answer(shop.kernel, principal, Request(query, variables))
    finally:
        api._by_levels = by_levels  # type: ignore[method-assign]
    return ours, theirs


def compared(answer: dict[str, Any]) -> Any:
    """An answer without the order of its errors."""
    errors = sorted(
        repr((error["message"], error.get("path"), error["extensions"])) for error in answer.get("errors", ())
    )
    return answer.get("data", "not begun"), errors


@pytest.fixture
async def members(shop: Shop) -> Shop:
    """A shop with a ladder and three members."""
    await shop.ask(LADDER)
    for number in ("1", "2", "3"):
        create = 'mutation { memberCreate(input: {number: "%s", name: "M"}) { userErrors { code } } }'
        await shop.ask(create % number)
    return shop


async def test_every_document_is_answered_as_by_the_library(members: Shop) -> None:
    few = await members.token("members:read", "config:read")
    for secret in (members.secret, few):
        for query in READS:
            ours, theirs = await both(members, secret, query)

            assert compared(theirs) == compared(ours), query


async def test_a_null_reaches_as_far_as_it_must(members: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def odd(ctx: ReadContext, parents: Any) -> list[Any]:
        return [None if index == 1 else ValueError("odd") if index == 2 else 5 for index, _ in enumerate(parents)]

    schema = members.app.state.endpoints.graphql.__self__.api.schema
    field = schema.type_map["Member"].fields["joinedAt"]
    monkeypatch.setitem(field.extensions, EXTENSION, Answer("joined_at", None, {}, function=odd))
    found = await members.send("{ members { totalCount edges { node { joinedAt } } } merchant { slug } }")

    assert {"members": None, "merchant": {"slug": "corner-shop"}} == found["data"]
    assert {"INTERNAL"} == {error["extensions"]["code"] for error in found["errors"]}
