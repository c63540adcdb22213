"""What is too large is refused before it is resolved, and quickly."""

from typing import Any

import pytest

from headless.engine.values.limits import JSON_VALUES, LONG_NUMBERS
from headless.schema.serving.missing_plugins import MISSING_MOST
from tests.web.shop import Shop, bearer


def fragments(count: int) -> str:
    """Return fragments that each use the next one twice: 2^count fields in few bytes."""
    parts = [f"fragment F{n} on TierTrack {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count)]
    return "{ tierTracks { ...F0 } } " + " ".join(parts) + f" fragment F{count} on TierTrack {{ code }}"


def deep(levels: int) -> str:
    return "{ tierTracks { tiers " + "{ track { tiers " * levels + "{ code }" + "} }" * levels + " } }"


def nested(levels: int) -> Any:
    document: Any = {}
    for _ in range(levels - 1):
        document = {"a": document}
    return document


@pytest.mark.parametrize(
    "query",
    [
        deep(12),
        fragments(40),
        "{" + " ".join(f"a{n}: merchant {{ name }}" for n in range(101)) + "}",
        "{ tierTracks {" + "code " * 1001 + "} }",
        "{ members(first: 100) { edges { node { assets { entries(first: 100) { edges { node { event { id } } } } } } } } }",
        "{ merchant { name } #" + "x" * 10 + "\n }" + "\n#" * 6000,
    ],
    ids=["deep", "fragments", "aliases", "fields", "cost", "comments"],
)
async def test_a_query_beyond_its_limits_is_refused_at_once(shop: Shop, query: str) -> None:
    answer = await shop.send(query)

    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] in ("QUERY_TOO_LARGE", "SYNTAX")


async def test_brackets_without_end_are_a_syntax_error(shop: Shop) -> None:
    for query in ("{a" * 4000, "{member(by: " + "{a:" * 3000, "[" * 4000):
        assert [("SYNTAX", None)] == await shop.errors(query)


async def test_fragments_that_use_themselves_are_refused(shop: Shop) -> None:
    errors = await shop.errors("{ merchant { ...A } } fragment A on Merchant { ...B } fragment B on Merchant { ...A }")

    assert {("INVALID_QUERY", None)} == set(errors)


async def test_a_page_holds_at_most_a_hundred_and_runs_one_way(shop: Shop) -> None:
    for arguments in ("first: 101", "last: 101", "first: -1", "first: 1, last: 1"):
        errors = await shop.errors(f"{{ members({arguments}) {{ edges {{ cursor }} }} }}")

        assert [("INVALID_PAGE", ["members"])] == errors


async def test_at_most_a_hundred_ids_at_once(shop: Shop) -> None:
    ids = ["kind_0000000000001"] * 101

    assert [("INVALID_PAGE", ["nodes"])] == await shop.errors(
        "query($ids: [ID!]!) {nodes(ids: $ids){id}}", {"ids": ids}
    )


async def test_what_is_no_id_is_told_and_what_is_not_there_is_null(shop: Shop) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answer = await shop.send(query, {"ids": ["kind_0000000000001", "mem_x", "nothing_0000000000001"]})

    assert {"nodes": [None, None, None]} == answer["data"]
    assert {"INVALID_ID"} == {error["extensions"]["code"] for error in answer["errors"]}


async def test_json_is_nested_only_so_deep(shop: Shop) -> None:
    create = """mutation($a: JSON) { memberCreate(input: {number: "1", attributes: $a}) {
      member { attributes } userErrors { code } } }"""

    assert [("BAD_INPUT", None)] == await shop.errors(create, {"a": nested(65)})
    assert nested(64) == (await shop.ask(create, {"a": nested(64)}))["memberCreate"]["member"]["attributes"]


async def test_a_text_never_holds_a_nul(shop: Shop) -> None:
    for query in (
        '{member(by: {number: "\\u0000"}){id}}',
        '{member(by: {number: "\\u{0}"}){id}}',
        "{merchant{name}}\x00",
    ):
        answer = await shop.client.get("/graphql", params={"query": query}, headers=bearer(shop.secret))

        assert 400 == answer.status_code


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("0," * (JSON_VALUES - 10), 200, None),
        ("0," * (JSON_VALUES + 10), 413, "BODY_TOO_LARGE"),
        ("[]," * (JSON_VALUES + 10), 413, "BODY_TOO_LARGE"),
        ("12345678901234567," * (LONG_NUMBERS - 1), 200, None),
        ("0.12345678901234567," * (LONG_NUMBERS + 1), 400, "INVALID_JSON"),
    ],
    ids=["values", "too many values", "too many lists", "long numbers", "too many long numbers"],
)
async def test_values_are_counted_before_they_are_made(shop: Shop, text: str, status: int, code: str | None) -> None:
    body = f'{{"query": "{{merchant{{name}}}}", "extensions": {{"a": [{text}1]}}}}'
    answer = await shop.client.post(
        "/graphql", content=body, headers={**bearer(shop.secret), "Content-Type": "application/json"}
    )

    assert status == answer.status_code
    assert code == (answer.json()["errors"][0]["extensions"]["code"] if code else None)


async def test_few_fields_of_absent_plugins_are_told_each_and_many_are_unknown(shop: Shop) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    codes = []
    for count in (MISSING_MOST, MISSING_MOST + 1):
        wanted = " ".join(f"plugin{n} {{ x }}" for n in range(count))
        errors = await shop.errors(f'{{ member(by: {{number: "1"}}) {{ ext {{ {wanted} }} }} }}')
        codes.append((len(errors), {code for code, _ in errors}))

    assert [(MISSING_MOST, {"PLUGIN_MISSING"}), (1, {"INVALID_QUERY"})] == codes
