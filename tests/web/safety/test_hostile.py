"""Requests that are meant to cost much: each is refused or answered, and none finds a fault of ours."""

from typing import Any

import pytest
from graphql import get_introspection_query

from headless.engine.values.limits import QUERY_COST
from tests.web.safety.hostile_shapes import encoded
from tests.web.safety.requests import hostile
from tests.web.shop import Shop, bearer

REQUESTS = hostile()
REFUSED = (
    "the schema ninety times", "many ids", "many whole ids", "many events", "many whole events", "many conditions",
    "unknown keys", "a number of many digits", "a JSON number of many digits", "a great exponent", "many operations",
    "one condition in every field", "a condition of one condition", "attributes many times in a literal", "a cursor used often",
    "the same events often", "JSON of empty lists", "ten large operations", "faults after too many lines",
    "a chain of fragments", "unused fragments", "many literals", "doubling in another operation", "the same spread",
)  # fmt: skip
"""What was answered, or cost much, before it was refused."""


async def codes(shop: Shop, body: bytes) -> set[str]:
    headers = {**bearer(shop.secret), "Content-Type": "application/json"}
    answer = await shop.client.post("/graphql", content=body, headers=headers)
    assert answer.status_code < 500, answer.text[:500]
    told = answer.json()
    return {
        error["extensions"]["code"]
        for part in (told if isinstance(told, list) else [told])
        for error in part.get("errors", ())
    }


async def test_none_of_them_finds_a_fault_of_ours(shop: Shop) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    for name, request in REQUESTS.items():
        assert "INTERNAL" not in await codes(shop, encoded(request)), name
    await shop.ask("{ members { edges { node { attributes } } } }")


@pytest.mark.parametrize("name", REFUSED)
async def test_these_are_refused(shop: Shop, name: str) -> None:
    told = await codes(shop, encoded(REQUESTS[name]))

    assert told & {
        "QUERY_TOO_LARGE",
        "INVALID_JSON",
        "BAD_INPUT",
        "INVALID_QUERY",
        "SYNTAX",
        "BODY_TOO_LARGE",
        "INVALID_PAGE",
    }


async def test_tools_may_ask_for_the_whole_schema_once(shop: Shop) -> None:
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    whole = await shop.send(query)
    part = (
        "__schema { types { fields { args { name description type { name kind } } type { name ofType { name } } } } }"
    )
    often = await shop.errors("{" + " ".join(f"a{number}: {part}" for number in range(20)) + "}")

    assert "errors" not in whole
    assert QUERY_COST * 0.4 < whole["extensions"]["cost"]["requested"] < QUERY_COST * 0.7
    assert [("QUERY_TOO_LARGE", None)] == often


async def test_conditions_of_any_depth_are_refused_or_answered(shop: Shop) -> None:
    for depth in (5, 11, 12, 13, 30, 63, 64, 65, 100):
        condition: Any = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
        for _ in range(depth):
            condition = {"all": [condition]}
        told = await shop.errors("query($w: Condition) { members(where: $w) { totalCount } }", {"w": condition})

        assert (depth >= 12) == bool(told), depth
