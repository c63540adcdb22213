"""Any input is answered with what is wrong with it. None ends as an incident."""

from random import Random
from typing import Any

import pytest

from tests.web.inputs import TEXTS, made_up
from tests.web.shop import LADDER, Shop

RESULTS = (
    "results { status member { tier { code } } changes { text } decisions { why } userErrors { code message path } }"
)
ERRORS = "userErrors { __typename code message path }"
LIST = """query($where: Condition, $search: String) { members(where: $where, search: $search, first: 2) { totalCount
  edges { node { tags { reason } assets { available expiring { on } } events { edges { node { data } } } } } } }"""


@pytest.fixture
async def open_shop(shop: Shop) -> Shop:
    """A shop with something to act on."""
    await shop.ask(LADDER)
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    return shop


def incidents(answer: dict[str, Any]) -> list[str]:
    return [error["message"] for error in answer.get("errors", ()) if error["extensions"]["code"] == "INTERNAL"]


async def test_no_mutation_ends_as_an_incident(open_shop: Shop) -> None:
    fields = open_shop.app.state.endpoints.graphql.__self__.api.schema.mutation_type.fields
    names = sorted(set(fields) - {"clockAdvance", "tokenRevoke"})
    random = Random(2026)
    for _ in range(200):
        name = random.choice(names)
        type_ = fields[name].args["input"].type
        given = made_up(type_, random)
        asked = RESULTS if name.startswith("events") else ERRORS
        answer = await open_shop.send(f"mutation($i: {type_}) {{ {name}(input: $i) {{ {asked} }} }}", {"i": given})

        assert [] == incidents(answer), (name, given)


async def test_no_filter_ends_as_an_incident(open_shop: Shop) -> None:
    condition = open_shop.app.state.endpoints.graphql.__self__.api.schema.type_map["Condition"]
    random = Random(2026)
    for _ in range(100):
        given = {"where": made_up(condition, random), "search": random.choice((None, *TEXTS))}

        assert [] == incidents(await open_shop.send(LIST, given)), given
