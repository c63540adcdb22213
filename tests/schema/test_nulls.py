"""A field that may not be null is never refused: nothing guards it that did not guard the way to it."""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, NamedTuple

import pytest
from graphql import GraphQLInterfaceType, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, get_named_type

from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.services.kernel.scopes import SCOPES

ROOTS = ("Query", "Mutation", "Subscription")
EMPTY: Mapping[str, str] = {
    "CheckoutHoldPayload.coupons": "coupons:read",
    "CheckoutHoldPayload.holds": "assets:read",
    "CouponPayload.coupons": "coupons:read",
    "EventResult.decisions": "events:read",
    "Explanation.decisions": "events:read",
    "Quote.coupons": "coupons:read",
}
"""Lists that may not be null and are empty for a token without this scope, and for members'. Tests of each say so."""
FULL_FOR_MEMBERS = {"CheckoutHoldPayload.coupons", "CheckoutHoldPayload.holds", "Quote.coupons"}
"""Those that members' tokens read all the same."""
NEVER_FOR = {"Query.me": "merchant", "Query.viewer": "member"}
"""Fields that answer null, without an error, to one kind of token."""
ASKING = {"BacktestMember.member", "Rule.failures", *EMPTY} - {"Quote.coupons"}
"""Fields that may not be null although they ask the database."""


class Way(NamedTuple):
    """A way to a type: a field of another type, or an id."""

    of: str
    name: str
    scope: str | None
    for_member: bool
    for_partner: bool

    @property
    def coordinate(self) -> str:
        return f"{self.of}.{self.name}"


def objects(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    return {
        name: type_
        for name, type_ in schema.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
    }


def fields(schema: GraphQLSchema) -> Iterator[tuple[str, Any, Answer]]:
    """Each field of an object type: its type's name, the field, and what answers it."""
    for name, type_ in objects(schema).items():
        for field in type_.fields.values():
            yield name, field, field.extensions[EXTENSION]


def ways(schema: GraphQLSchema) -> dict[str, list[Way]]:
    """By type, each way on which one of it is reached."""
    known: dict[str, list[Way]] = {name: [] for name in objects(schema)}
    for name, type_ in objects(schema).items():
        origin: Any = type_.extensions["strawberry-definition"].origin
        if getattr(origin, "node", None) is not None:
            known[name].append(Way("Query", "node", origin.node_scope, origin.for_member, origin.for_partner))
        for field, served in type_.fields.items():
            answer: Answer = served.extensions[EXTENSION]
            way = Way(name, field, answer.scope, answer.for_member, answer.for_partner or answer.scope is None)
            if way.coordinate in EMPTY:
                members = way.for_member and way.coordinate in FULL_FOR_MEMBERS
                way = way._replace(scope=EMPTY[way.coordinate], for_member=members, for_partner=False)
            for reached in leads_to(schema, served.type):
                known[reached].append(way)
    return known


def leads_to(schema: GraphQLSchema, type_: Any) -> list[str]:
    bare = get_named_type(type_)
    if isinstance(bare, GraphQLObjectType):
        return [bare.name]
    if isinstance(bare, GraphQLInterfaceType) and bare.name != "Node":
        return [possible.name for possible in schema.get_possible_types(bare)]
    return []


def settled(start: dict[str, Any], step: Callable[[str, dict[str, Any]], Any]) -> dict[str, Any]:
    """Work values out from one another until none of them changes."""
    known = start
    while (after := {name: value if name in ROOTS else step(name, known) for name, value in known.items()}) != known:
        known = after
    return known


def held(schema: GraphQLSchema) -> dict[str, frozenset[str]]:
    """By type, the scopes that a token holds for certain once it has come there."""
    known = ways(schema)

    def step(name: str, before: dict[str, frozenset[str]]) -> frozenset[str]:
        sets = [
            before[way.of] | ({way.scope} if way.scope else set())
            for way in known[name]
            if NEVER_FOR.get(way.coordinate) != "merchant"
        ]
        return reduce(frozenset.intersection, map(frozenset, sets), frozenset(SCOPES))

    return settled({name: frozenset[str]() if name in ROOTS else frozenset(SCOPES) for name in known}, step)


def reached_by_members(schema: GraphQLSchema) -> set[str]:
    known = ways(schema)

    def step(name: str, before: dict[str, bool]) -> bool:
        return any(
            way.for_member and before[way.of] and NEVER_FOR.get(way.coordinate) != "member" for way in known[name]
        )

    return {name for name, reached in settled({name: name in ROOTS for name in known}, step).items() if reached}


def reached_by_partners(schema: GraphQLSchema) -> set[str]:
    known = ways(schema)

    def step(name: str, before: dict[str, bool]) -> bool:
        return any(way.for_partner and before[way.of] for way in known[name])

    return {name for name, reached in settled({name: name in ROOTS for name in known}, step).items() if reached}


def needed(schema: GraphQLSchema) -> Iterator[tuple[str, str, Answer]]:
    for name, field, answer in fields(schema):
        if isinstance(field.type, GraphQLNonNull):
            served_as = next(key for key, value in objects(schema)[name].fields.items() if value is field)
            yield name, f"{name}.{served_as}", answer


def test_no_scope_of_its_own_guards_a_field_that_may_not_be_null(served: GraphQLSchema) -> None:
    certain = held(served)
    guarded = [
        f"{field} needs {answer.scope}"
        for name, field, answer in needed(served)
        if answer.scope is not None and answer.scope not in certain[name]
    ]

    assert [] == guarded
    assert "tiers:read" in certain["Tier"]
    assert {"plugins:try", "members:read"} <= certain["BacktestMember"]


def test_members_are_refused_no_field_that_may_not_be_null(served: GraphQLSchema) -> None:
    reached = reached_by_members(served)
    refused = [field for name, field, answer in needed(served) if name in reached and not answer.for_member]

    assert [] == refused
    assert {"Member", "Tier", "Benefit", "MemberTag", "EventResult"} <= reached
    assert not {"Rule", "Token", "Decision", "Backtest"} & reached


def test_a_field_that_may_not_be_null_is_there_without_asking(served: GraphQLSchema) -> None:
    assert {field for _, field, answer in needed(served) if answer.asks} == ASKING


@pytest.mark.parametrize("field", sorted(EMPTY))
def test_what_is_empty_in_place_of_null_is_a_list(served: GraphQLSchema, field: str) -> None:
    of, _, name = field.partition(".")
    assert str(objects(served)[of].fields[name].type).startswith("[")


def test_what_is_always_there_may_not_be_null(served: GraphQLSchema) -> None:
    always = ("AssetKind.expiry", "AssetKind.burnFirst", "Hold.expiresAt", "TierTrack.remindBefore")

    assert set(always) <= {field for _, field, _ in needed(served)}


def test_partners_are_refused_no_field_that_may_not_be_null(served: GraphQLSchema) -> None:
    reached = reached_by_partners(served)
    refused = [
        field
        for name, field, answer in needed(served)
        if name in reached and answer.scope is not None and not answer.for_partner
    ]

    assert [] == refused
    assert {"Member", "Asset", "Entry", "MemberTag", "Event", "Partner", "Budget", "EventResult"} <= reached
    assert not {"Rule", "Decision", "Backtest", "Coupon", "MemberAsOf", "Explanation", "MemberChange"} & reached
