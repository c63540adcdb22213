"""What a browser may keep: published configuration that was asked for by GET, and nothing of a member's."""

import pytest
from graphql import GraphQLSchema

from headless.schema.base.fields import Field
from headless.schema.serving.root import make_schema
from headless.web.browsers.caching import NOT_KEPT
from tests.web.shop import LADDER, Shop, bearer, open_shop

PUBLISHED = [
    "{ tierTracks { code name tiers { code name condition track { code } attributes } } }",
    "{ benefits { code price { amount kind { code } } gives { code } } couponKinds { code discount { percent } } }",
    "{ assetKinds { __typename code decimals } tags { code } metrics { name } eventTypes { name } merchant { name } }",
    'query Ladder { ...Tracks } fragment Tracks on Query { tierTrack(code: "club") { name } }',
]
OF_ITS_OWN = [
    "{ me { id } }",
    "{ viewer { name } }",
    "{ tierTracks { code } viewer { name } }",
    "{ tierTracks { tiers { memberCount } } }",
    "{ tags { memberCount } }",
    "{ benefits { left } }",
    "{ merchant { now } }",
    "{ plugins { name } }",
    "{ rules { failures } }",
    '{ node(id: "x") { id } }',
    "{ __schema { queryType { name } } }",
    "{ members { totalCount } }",
]


async def get(shop: Shop, query: str, secret: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    given = {**bearer(secret or shop.secret), **{name.replace("_", "-"): text for name, text in headers.items()}}
    answer = await shop.client.get("/graphql", params={"query": query}, headers=given)
    return answer.status_code, dict(answer.headers), answer.text


@pytest.mark.parametrize("query", PUBLISHED)
async def test_configuration_is_kept_by_the_caller_alone_and_asked_for_by_its_tag(shop: Shop, query: str) -> None:
    await shop.ask(LADDER)
    status, headers, _ = await get(shop, query)
    again = await get(shop, query, if_none_match=f'"other", {headers["etag"]}', accept_language="en")

    assert (200, "private, max-age=60") == (status, headers["cache-control"])
    assert {"Accept-Language", "Authorization"} <= set(headers["vary"].split(", "))
    assert (304, "", headers["etag"]) == (again[0], again[2], again[1]["etag"])
    assert ("private, max-age=60", "en") == (again[1]["cache-control"], again[1]["content-language"])
    assert {"Accept-Encoding", "Accept-Language", "Authorization"} <= set(again[1]["vary"].split(", "))


async def test_what_was_saved_has_another_tag(shop: Shop) -> None:
    await shop.ask(LADDER)
    query = "{ tierTracks { tiers { name } } }"
    _, before, _ = await get(shop, query)
    await shop.ask(LADDER.replace('"Bronze"', '"Copper"'))
    status, after, text = await get(shop, query, if_none_match=before["etag"])

    assert 200 == status
    assert before["etag"] != after["etag"]
    assert "Copper" in text


@pytest.mark.parametrize("query", OF_ITS_OWN)
async def test_what_is_a_members_or_changes_by_itself_is_kept_by_no_one(shop: Shop, query: str) -> None:
    await shop.ask(LADDER)
    status, headers, _ = await get(shop, query)

    assert (200, NOT_KEPT) == (status, headers["cache-control"])
    assert "etag" not in headers


async def test_an_answer_with_errors_is_kept_by_no_one(shop: Shop) -> None:
    poor = await shop.token("members:read")
    answers = [
        await get(shop, "{ tierTracks { code } }", poor),
        await get(shop, "{ tierTracks { colour } }"),
        await get(shop, "{ tierTracks { code } }", "hm_corner-shop_wrong"),
        await get(shop, "{"),
    ]

    assert [NOT_KEPT] * 4 == [headers["cache-control"] for _, headers, _ in answers]


async def test_an_operator_says_for_how_long(database_url: str) -> None:
    async with open_shop(database_url, {"cache_seconds": 0}) as shop:
        _, headers, _ = await get(shop, PUBLISHED[2])

    assert "private, no-cache" == headers["cache-control"]


async def test_what_is_asked_for_alone_is_answered_without_a_body(shop: Shop) -> None:
    answer = await shop.client.head("/graphql", params={"query": PUBLISHED[2]}, headers=bearer(shop.secret))

    assert (200, "private, max-age=60") == (answer.status_code, answer.headers["cache-control"])


@pytest.mark.parametrize(("accept", "language"), [("zh-CN", "zh"), ("en", "en")])
async def test_every_answer_names_its_language(shop: Shop, accept: str, language: str) -> None:
    headers = {**bearer(shop.secret), "Accept-Language": accept}
    answer = await shop.client.post("/graphql", json={"query": "{merchant{name}}"}, headers=headers)

    assert language == answer.headers["content-language"]


def test_fields_that_ask_the_database_are_published_only_at_the_root() -> None:
    schema: GraphQLSchema = make_schema()._schema
    published = {
        f"{name}.{field}": declared
        for name, type_ in schema.type_map.items()
        for field, served in getattr(type_, "fields", {}).items()
        if isinstance(declared := served.extensions.get("strawberry-definition"), Field) and declared.published
    }

    asking = {name for name, declared in published.items() if declared.function is not None}
    assert {name for name in asking if not name.startswith("Query.")} == set()
    assert {"Query.tierTracks", "Query.benefits", "Query.couponKinds", "Query.assetKinds"} <= asking
    assert "Merchant.name" in published
    assert {"Merchant.now", "Tier.memberCount", "Member.name", "Rule.failures"}.isdisjoint(published)
