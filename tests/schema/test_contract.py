"""The names that clients rely on: the served schema holds them all, but for what is listed here as being for later."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

CONTRACT = Path(__file__).with_name("contract.graphql")
LATER_TYPES: list[str] = []
LATER_FIELDS: list[str] = []


def stripped(type_: Any) -> str:
    """A type without its exclamation marks."""
    return str(type_).replace("!", "")


def gives(wanted: Any, served: Any) -> bool:
    """Whether a served output is the wanted one, or stricter."""
    return stripped(wanted) == stripped(served) and marks(wanted) <= marks(served)


def takes(wanted: Any, served: Any) -> bool:
    """Whether a served input takes all that the wanted one does."""
    return stripped(wanted) == stripped(served) and marks(served) <= marks(wanted)


def marks(type_: Any, depth: int = 0) -> frozenset[int]:
    """At which depths a type has exclamation marks."""
    if isinstance(type_, GraphQLNonNull):
        return marks(type_.of_type, depth) | {depth}
    inner = getattr(type_, "of_type", None)
    return frozenset() if inner is None else marks(inner, depth + 1)


def missing(wanted: GraphQLSchema, served: GraphQLSchema) -> Iterator[str]:
    for name, want in wanted.type_map.items():
        have = served.type_map.get(name)
        if name.startswith("__"):
            continue
        if not isinstance(have, type(want)):
            yield name
        elif isinstance(want, GraphQLEnumType):
            assert isinstance(have, GraphQLEnumType)
            yield from (f"{name}.{value}" for value in want.values if value not in have.values)
        elif isinstance(want, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            yield from missing_fields(want, have)


def missing_fields(want: Any, have: Any) -> Iterator[str]:
    fits = takes if isinstance(want, GraphQLInputObjectType) else gives
    for name, field in want.fields.items():
        served = have.fields.get(name)
        if served is None or not fits(field.type, served.type):
            yield f"{want.name}.{name}"
            continue
        for argument, found in getattr(field, "args", {}).items():
            if argument not in served.args or not takes(found.type, served.args[argument].type):
                yield f"{want.name}.{name}({argument}:)"


def required_beyond(wanted: GraphQLSchema, served: GraphQLSchema) -> Iterator[str]:
    """Inputs that ask for more than clients know of."""
    for name, want in wanted.type_map.items():
        have = served.type_map.get(name)
        if isinstance(want, GraphQLInputObjectType) and isinstance(have, GraphQLInputObjectType):
            for field, found in have.fields.items():
                if field not in want.fields and isinstance(found.type, GraphQLNonNull):
                    yield f"{name}.{field}"


def contract() -> GraphQLSchema:
    return build_schema("directive @oneOf on INPUT_OBJECT\n" + CONTRACT.read_text("utf-8"), assume_valid_sdl=True)


def test_all_that_is_not_for_later_is_served(served: GraphQLSchema) -> None:
    assert sorted([*LATER_TYPES, *LATER_FIELDS]) == sorted(missing(contract(), served))


def test_no_input_asks_for_more_than_clients_know(served: GraphQLSchema) -> None:
    assert [] == list(required_beyond(contract(), served))
