"""What every type, field, argument and enum value of the schema has."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
)

from headless.schema.base.fields import Field
from headless.schema.serving.notes import add_notes
from headless.schema.serving.root import make_schema
from headless.schema.serving.sdl import print_sdl
from headless.services.kernel.scopes import SCOPES

KEPT = Path(__file__).parents[2] / "schema.graphql"


def ours(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    return (each for name, each in schema.type_map.items() if not name.startswith("__"))


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    for each in ours(schema):
        if not each.description:
            yield each.name
        if isinstance(each, GraphQLEnumType):
            yield from (f"{each.name}.{name}" for name, found in each.values.items() if not found.description)
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in each.fields.items():
                if not field.description:
                    yield f"{each.name}.{name}"
                for argument, found in getattr(field, "args", {}).items():
                    if not found.description:
                        yield f"{each.name}.{name}({argument}:)"


def test_everything_is_described(served: GraphQLSchema) -> None:
    assert [] == list(undescribed(served))


def test_every_field_names_a_known_scope_or_is_public(served: GraphQLSchema) -> None:
    unguarded = []
    for each in ours(served):
        if isinstance(each, GraphQLObjectType):
            for name, served_field in each.fields.items():
                field = served_field.extensions["strawberry-definition"]
                if not isinstance(field, Field) or (field.scope is None) == (not field.public):
                    unguarded.append(f"{each.name}.{name}")
                elif field.scope is not None and field.scope not in SCOPES:
                    unguarded.append(f"{each.name}.{name}: {field.scope}")

    assert [] == unguarded


def test_scopes_stand_in_the_printed_schema() -> None:
    sdl = print_sdl()

    assert '  phone: String @scope(name: "members:pii")' in sdl
    assert "  viewer: Token @public" in sdl
    assert ") : TagPayload".replace(" ", "") not in sdl
    assert '): TagPayload @scope(name: "tags:manage")' in sdl


def test_every_scalar_of_ours_names_its_specification(served: GraphQLSchema) -> None:
    ours_ = {"Date", "DateTime", "Decimal", "JSON"}
    scalars = {each.name: each.specified_by_url for each in ours(served) if isinstance(each, GraphQLScalarType)}

    assert ours_ == {name for name, url in scalars.items() if url and url.startswith("https://")}
    assert ours_ == set(scalars) - {"Boolean", "Float", "ID", "Int", "String"}


def test_introspection_tells_scope_and_cost_and_the_printed_schema_stays_without(served: GraphQLSchema) -> None:
    schema = make_schema()
    printed = schema.as_str()
    add_notes(schema._schema)

    def told(name: str, field: str) -> str:
        return str(schema._schema.type_map[name].fields[field].description).partition("\n\n")[2]  # type: ignore[attr-defined]

    assert "scope: `members:read` · cost: 1 · rows: `first`, 20 if left out" == told("Query", "members")
    assert "every token of the merchant · members themselves · cost: 1" == told("Query", "viewer")
    assert "scope: `tiers:read` · members themselves · cost: 1 · rows: 3" == told("Query", "tierTracks")
    assert "scope: `members:pii` · members themselves" == told("Member", "phone")
    assert "scope: `tiers:manage` · cost: 1" == told("Mutation", "tierTrackSave")
    assert "· cost:" not in printed


def test_the_schema_kept_beside_the_code_is_the_one_served() -> None:
    assert KEPT.read_text("utf-8") == print_sdl(), "run: headless schema --no-plugins > schema.graphql"
