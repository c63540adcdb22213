"""The schema, joined: strawberry declares it, our own resolvers answer it."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.nodes import Loader, NodeLoaders
from headless.schema.base.fields import DEFINITION, Field, declared_of, rows_of
from headless.schema.base.scalars import SCALARS


class _Extended(strawberry.Schema):
    """A schema in which some types have more fields than their classes say."""

    more: Mapping[str, Sequence[StrawberryField]] = MappingProxyType({})

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        return [*super().get_fields(type_definition), *self.more.get(type_definition.name, ())]


def build(
    roots: tuple[type, type | None, type | None],
    types: Sequence[type] = (),
    more: Mapping[str, Sequence[StrawberryField]] = MappingProxyType({}),
) -> strawberry.Schema:
    """Return the strawberry schema of these roots: of queries, mutations and subscriptions.

    types: types that no field names, such as the forms of an interface. more: further fields by the name of their type.
    """
    extended = type("Extended", (_Extended,), {"more": more})
    query, mutation, subscription = roots
    config = StrawberryConfig(scalar_map=dict(SCALARS))
    schema: strawberry.Schema = extended(
        query=query, mutation=mutation, subscription=subscription, types=types, config=config
    )
    wire(schema._schema)
    return schema


def wire(schema: GraphQLSchema) -> None:
    """Give each field what answers it, in place of strawberry's resolvers: its source is a row."""
    names = names_of(schema)
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInterfaceType):
            type_.resolve_type = _type_finder(names)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                declared = declared_of(field)
                if declared is not None:
                    field.extensions[EXTENSION] = answer = answer_of(declared, field)
                    field.resolve = resolver_of(answer)
        if isinstance(type_, GraphQLObjectType):
            type_.is_type_of = None


def answer_of(field: Field, served: GraphQLField) -> Answer:
    """Return what answers a field, without the library that declared it."""
    names = {name: argument.python_name for name, argument in zip(served.args, field.arguments, strict=True)}
    return Answer(
        field.python_name, field.scope, names, field.function, field.write, field.told, field.read, field.columns,
        bool(field.for_member), bool(field.for_partner),
    )  # fmt: skip


def resolver_of(answer: Answer) -> Callable[..., Any]:
    """Return what the library's own executor calls for a field, which also answers what asks for the schema itself."""

    def resolve(source: Any, info: Any, /, **given: Any) -> Any:
        ctx: ReadContext = info.context
        answer.require(ctx.principal)
        if answer.function is not None:
            arguments = {answer.arguments[name]: value for name, value in given.items()}
            return ctx.load(answer.function, source, arguments, id(info.field_nodes[0]))
        if answer.write is not None:
            return answer.write(ctx, given["input"])
        return answer.of_row(ctx, source)

    return resolve


def names_of(schema: GraphQLSchema) -> Mapping[type, str]:
    """Return the name of the type of each row class."""
    definitions = map(_definition, schema.type_map.values())
    return rows_of([definition.origin for definition in definitions if definition is not None])


def _type_finder(names: Mapping[type, str]) -> Callable[..., str | None]:
    return lambda row, info, abstract: names.get(type(row))


def _definition(type_: Any) -> Any:
    return type_.extensions.get(DEFINITION) if isinstance(type_, GraphQLObjectType) else None


def loaders_of(schema: strawberry.Schema) -> NodeLoaders:
    """Return how each type that has a loader is loaded by id, and the scope that takes."""
    loaders: dict[str, Loader] = {}
    owners: dict[type, Callable[[Any], int | None]] = {}
    for type_ in schema._schema.type_map.values():
        origin: Any = getattr(_definition(type_), "origin", None)
        if getattr(origin, "node", None) is not None:
            prefix, loader = origin.node
            loaders[prefix] = Loader(loader, origin.node_scope, origin.for_member, origin.for_partner)
        if getattr(origin, "owner", None) is not None:
            owners[origin.row] = attrgetter(origin.owner)
    return NodeLoaders(loaders, owners)
