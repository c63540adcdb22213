"""Random documents over all that is served, from a full shop, are answered as by the library: with all scopes and with few."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSchema

from tests.resolvers.executing.differential.answering import Answer, difference
from tests.resolvers.executing.differential.documents import Writer
from tests.resolvers.executing.differential.literals import Name
from tests.resolvers.executing.test_executor import both
from tests.web.shop import LADDER, Shop
from tests.web.test_events import BATCH, bearer, paid

DOCUMENTS = 40
INCIDENT = re.compile(r"\b[0-9a-f]{16}\b")
ORDERS = {"1": ["a", "b", "c"], "2": ["d"], "3": []}
TEST = {"metric": "net_spend", "op": Name("GTE"), "value": "50"}
BY_TYPE: Mapping[str, tuple[Any, ...]] = {
    "MemberLookup": ({"number": "1"}, {"number": "2"}, {"number": "nobody"}, {"phone": "+441"}, {}),
    "Condition": ({"test": TEST}, {"any": [{"test": TEST}, {"not": {"test": TEST}}]}, {"test": {**TEST, "metric": "no"}}),
    "ExplainInput": ({"track": "club"}, {"asset": "points"}, {"tag": "regular"}, {"tag": "no"}),
    "Date": ("2026-02-02", "2020-01-01"),
    "DateTime": ("2026-02-02T03:00:00Z", "2020-01-01T00:00:00+01:00"), "Int": (1, 2, 50), "Boolean": (True, False),
    "Decimal": ("12.50", 3), "JSON": ({},), "ID": ("nonsense", "mem_x", "kind_0000000000001"),
}  # fmt: skip
BY_NAME: Mapping[str, tuple[str, ...]] = {
    "kind": ("points", "growth", "nope"), "track": ("club", "nope"), "tier": ("silver", "bronze"), "window": ("30d", "x"),
    "within": ("400d",), "source": ("till-1",), "externalId": ("paid-a", "b"), "search": ("1", ""), "code": ("club", "x"),
    "name": ("orders", "net_spend", "no"), "plugin": ("x",), "after": ("no cursor",), "before": ("no cursor",), "types": ("x",),
    "by": ("joinedAt", "net_spend", "no"),
}  # fmt: skip


def value(random: Random, type_name: str, name: str) -> Any:
    """Something that the shop knows, or that nobody does."""
    return random.choice(BY_NAME.get(name, ("x",)) if type_name == "String" else BY_TYPE.get(type_name, (None,)))


def as_answer(found: dict[str, Any]) -> Answer:
    """The whole answer. Incidents have a number of their own each time."""
    errors = [
        GraphQLError(INCIDENT.sub("…", f"{each['message']} {each['extensions']}"), path=each.get("path"))
        for each in found.get("errors", ())
    ]
    return Answer(found.get("data"), errors, "data" in found)


@pytest.fixture
async def full(shop: Shop) -> Shop:
    """A shop with a ladder, tags and three members, two of whom have bought."""
    await shop.ask(LADDER)
    for number, orders in ORDERS.items():
        create = (
            'mutation { memberCreate(input: {number: "%s", name: "M", phone: "+4412345%s"}) { userErrors { code } } }'
        )
        await shop.ask(create % (number, number * 4))
        events = [paid(number, order) for order in orders]
        if events:
            response = await shop.client.post("/events", json=events, headers={**bearer(shop.secret), **BATCH})
            assert {"RECORDED"} == {each["status"] for each in response.json()["results"]}
    return shop


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
async def test_random_documents_are_answered_as_by_the_library(full: Shop) -> None:
    schema: GraphQLSchema = full.app.state.endpoints.graphql.__self__.api.schema
    secrets = full.secret, await full.token("members:read", "assets:read", "config:read")
    answered = failed = 0
    for seed in range(DOCUMENTS):
        writer = Writer(schema, Random(seed), value, depth=5, fields=4, something=True)
        document = writer.document()
        for secret, variables in zip(secrets, (document.variables, document.turned), strict=True):
            mine, its = map(as_answer, await both(full, secret, document.text, variables))

            assert difference(mine, its) is None, f"seed {seed}: {document}"

            answered += its.data is not None
            failed += bool(its.errors)
    assert answered > DOCUMENTS
    assert failed > DOCUMENTS // 4
