"""The roads through the schema: documents that ask each root field for all that it leads to, and an id of each kind of node."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, get_named_type

from tests.web.shop import Shop
from tests.web.sign_in.documents import Writer, kinds

DEPTH = 3
NAMED: Mapping[str, Any] = {
    "MemberLookup": {"number": "1"}, "kind": "points", "track": "plus", "tag": "mauve-heron", "asset": "points",
    "plugin": "giver", "benefit": "narwhal", "rule": "giver", "code": "plus", "externalId": "paid", "name": "balance",
    "args": {"asset": "points"}, "ExplainInput": {"asset": "points"}, "time": "2026-02-03T00:00:00Z",
}  # fmt: skip
NODES = """{ member(by: {number: "1"}) { assets { holds { __typename id } entries(first: 1) { edges { node { __typename id } } } }
  coupons(first: 1) { edges { node { __typename id } } } benefits { uses(first: 1) { edges { node { __typename id } } } } }
  webhookEndpoints { deliveries(first: 1) { edges { node { __typename id } } } } }"""
JOB = """mutation { couponIssue(input: {kind: "quokka", idempotencyKey: "to no one",
  where: {test: {metric: "orders", op: GTE, value: 1000000}}}) { job { id } } }"""


def schema_of(shop: Shop) -> GraphQLSchema:
    endpoint: Any = shop.app.state.endpoints.graphql
    schema: GraphQLSchema = endpoint.__self__.api.schema
    return schema


def documents(schema: GraphQLSchema, nodes: Mapping[str, str], coupon: str) -> Iterator[str]:
    """Yield documents that ask every root field for all that it leads to, and every kind of node."""
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        takes = {get_named_type(argument.type).name for argument in field.args.values()}
        if "ID" not in takes:
            writer = Writer(schema, {**NAMED, "code": coupon} if name == "coupon" else NAMED)
            for part in writer.parts(field.type, DEPTH):
                yield f"{{ {name}{writer.arguments(field)} {part} }}"
        elif name == "node":
            for kind, id_ in nodes.items():
                writer = Writer(schema, {**NAMED, "ID": id_})
                for part in writer.parts(field.type, DEPTH, kind):
                    yield f"{{ {name}{writer.arguments(field)} {part} }}"


def collect(answer: Any, ids: dict[str, str]) -> None:
    """Gather an id of each kind of node in an answer."""
    if isinstance(answer, dict):
        if isinstance(answer.get("id"), str) and "__typename" in answer:
            ids.setdefault(answer["__typename"], answer["id"])
        for part in answer.values():
            collect(part, ids)
    elif isinstance(answer, list):
        for part in answer:
            collect(part, ids)


async def nodes_of(shop: Shop, schema: GraphQLSchema, backtest: str) -> dict[str, str]:
    """Return an id of each kind of node that there is."""
    ids = {"Backtest": backtest, "BulkJob": (await shop.ask(JOB))["couponIssue"]["job"]["id"]}
    for document in (NODES, *documents(schema, {}, "x")):
        collect((await shop.send(document)).get("data"), ids)
    assert set(kinds(schema).values()) == set(ids), "a kind of node that nothing is planted of"
    return ids
