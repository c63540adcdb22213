"""Every list of the schema pages to both ends, and both ways show the same."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from tests.web.sign_in.test_matrix import schema_of
from tests.web.sign_in.world import World

PAGING = {"first", "after", "last", "before"}
LISTS = {
    "Member.coupons": "member(by: {number: \"ada\"}) { %s }",
    "Member.events": "member(by: {number: \"ada\"}) { %s }",
    "Member.tierHistory": "member(by: {number: \"ada\"}) { %s }",
    "Asset.entries": "member(by: {number: \"ada\"}) { asset(kind: \"gifts\") { %s } }",
    "MemberBenefit.uses": "member(by: {number: \"ada\"}) { benefits { %s } }",
    "Query.benefitUses": "%s",
    "Query.members": "%s",
    "Query.events": "%s",
}  # fmt: skip
APART = {
    "Backtest.members",
    "Query.tokens",
    "Query.audit",
    "Partner.entries",
    "WebhookEndpoint.deliveries",
    "Ranking.places",
}
"""Lists whose own tests page them."""


def connections(schema: GraphQLSchema) -> Iterator[tuple[str, set[str]]]:
    """Every field that gives a page, with its arguments."""
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType):
            for field, served in type_.fields.items():
                if get_named_type(served.type).name.endswith("Connection"):
                    yield f"{name}.{field}", set(served.args)


def pages_in(data: Any, name: str) -> list[Any]:
    """The pages of an answer, wherever they stand."""
    if isinstance(data, list):
        return [page for part in data for page in pages_in(part, name)]
    if not isinstance(data, dict):
        return []
    return [data[name]] if name in data else [page for part in data.values() for page in pages_in(part, name)]


async def all_of(world: World, place: str, name: str, *, backward: bool) -> list[str]:
    """The ids of a list, read one by one."""
    size, beyond, more, end = (
        ("last", "before", "hasPreviousPage", "startCursor")
        if backward
        else ("first", "after", "hasNextPage", "endCursor")
    )
    ids: list[str] = []
    cursor = None
    while True:
        given = f"{size}: 1" + (f', {beyond}: "{cursor}"' if cursor else "")
        asked = f"{name}({given}) {{ edges {{ node {{ id }} }} pageInfo {{ {more} {end} }} }}"
        page = max(pages_in(await world.shop.ask(f"{{ {place % asked} }}"), name), key=lambda page: len(page["edges"]))
        ids += [edge["node"]["id"] for edge in page["edges"]]
        if not page["pageInfo"][more]:
            return ids
        cursor = page["pageInfo"][end]


async def test_every_list_takes_first_after_last_and_before(world: World) -> None:
    known = dict(connections(schema_of(world)))

    assert [] == [field for field, arguments in known.items() if not arguments >= PAGING]
    assert set(known) - APART == set(LISTS)


async def test_both_ways_through_a_list_show_the_same(world: World) -> None:
    for field, place in LISTS.items():
        name = field.partition(".")[2]
        forward = await all_of(world, place, name, backward=False)
        backward = await all_of(world, place, name, backward=True)

        assert forward == list(reversed(backward)), field
        assert forward, field
    assert len(forward) > 5
