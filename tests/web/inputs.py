"""Inputs that no client would send on purpose, made for any input type of the schema."""

from collections.abc import Mapping
from random import Random
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

TEXTS = (
    "", " ", "1", "-1", "x" * 300, "a\u0001b", "é" * 50, "😀", "'; DROP TABLE member;--", "%", "_", "\\", "[", "\u2028", "9" * 30,
    "1e9", "30d", "0d", "99999999999d", "month", "9999y", "a/b/c", "builtin", "points", "mem_0000000000001",
)  # fmt: skip
IDS = (*TEXTS, "hold_0000000000001", "ent_0000000000001", "rule_0000000000001")
MEMBER = {"number": "1"}
SCALARS: Mapping[str, tuple[Any, ...]] = {
    "String": TEXTS,
    "ID": IDS,
    "Int": (0, -1, 1, 8, 9, 2**31 - 1, -(2**31)),
    "Boolean": (True, False),
    "Decimal": ("0", "-5", "1", "0.001", "9" * 39, "1.5", 99.5),
    "DateTime": ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-02T00:00:00Z", "1969-01-01T00:00:00+14:00"),
    "Date": ("0001-01-01", "9999-12-31", "2000-02-29"),
    "JSON": (
        None, {}, [], "x", 5, True, 10**18, 1e300, [[[]]], {"a": 1}, {"a": {"b": [None]}}, {"orderId": "1", "total": "5"},
        {"orderId": "x" * 500, "total": -1}, {"orderId": "2", "total": "1" * 30}, {"amount": 10**17}, {"asset": "points"},
    ),
}  # fmt: skip
LIKELY: Mapping[str, tuple[str, ...]] = {
    "type": ("order.paid", "order.refunded", "checkin", "topup.paid", "review.posted", "login"),
    "kind": ("points", "balance", "growth"),
    "metric": ("orders", "net_spend", "balance", "streak", "birthday_in", "attribute", "tag", "tier", "events"),
    "tag": ("regular",),
    "code": ("points", "club", "regular", "bronze"),
    "rule": ("points_per_spend", "growth_per_spend"),
}


def made_up(type_: Any, random: Random, depth: int = 0) -> Any:
    """A value that the type takes, as odd as its scalars allow; often about things that are there."""
    if isinstance(type_, GraphQLNonNull):
        return made_up(type_.of_type, random, depth)
    if isinstance(type_, GraphQLList):
        count = 0 if depth > 8 else random.choice((0, 1, 1, 2))
        return [made_up(type_.of_type, random, depth + 1) for _ in range(count)]
    if isinstance(type_, GraphQLEnumType):
        return random.choice(list(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_, random, depth)
    return random.choice(SCALARS[type_.name])


def _object(type_: GraphQLInputObjectType, random: Random, depth: int) -> dict[str, Any]:
    if type_.name == "MemberLookup" and random.random() < 0.8:
        return MEMBER
    names = list(type_.fields)
    if type_.extensions["strawberry-definition"].is_one_of:
        names = ["test"] if type_.name == "Condition" and depth > 4 else [random.choice(names)]
    else:
        names = [n for n in names if isinstance(type_.fields[n].type, GraphQLNonNull) or random.random() < 0.4]
    return {name: _field(name, type_.fields[name].type, random, depth) for name in names}


def _field(name: str, type_: Any, random: Random, depth: int) -> Any:
    if name == "idempotencyKey" and random.random() < 0.8:
        return f"key {random.random()}"
    if name in LIKELY and str(type_).startswith("String") and random.random() < 0.7:
        return random.choice(LIKELY[name])
    return made_up(type_, random, depth + 1)
