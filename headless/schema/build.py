"""The schema, joined: strawberry draws it, our own resolvers answer it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from headless.resolvers.context import ReadContext
from headless.resolvers.nodes import NodeLoaders
from headless.schema.fields import Field, rows_of
from headless.schema.scalars import SCALARS

DEFINITION = "strawberry-definition"


def build(query: type, mutation: type | None = None, types: Sequence[type] = ()) -> strawberry.Schema:
    """The strawberry schema of these roots; `types` adds what no field names, such as the forms of an interface."""
    schema = strawberry.Schema(
        query=query, mutation=mutation, types=types, config=StrawberryConfig(scalar_map=dict(SCALARS))
    )
    wire(schema._schema)
    return schema


def wire(schema: GraphQLSchema) -> None:
    """Put our resolvers in place of strawberry's: a field's source is a row, its context a ReadContext."""
    origins = [found.origin for each in schema.type_map.values() if (found := _definition(each)) is not None]
    names = rows_of(origins)
    for each in schema.type_map.values():
        if isinstance(each, GraphQLInterfaceType):
            each.resolve_type = _type_finder(names)
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType):
            for field in each.fields.values():
                declared = field.extensions.get(DEFINITION)
                if isinstance(declared, Field):
                    field.resolve = resolver_of(declared, field)
        if isinstance(each, GraphQLObjectType):
            each.is_type_of = None


def resolver_of(field: Field, served: GraphQLField) -> Callable[..., Any]:
    """What the executor calls for a field."""
    names = {name: found.python_name for name, found in zip(served.args, field.arguments, strict=True)}
    answer = _answer(field, names)
    scope = field.scope
    if scope is None:
        return answer

    def guarded(source: Any, info: Any, /, **given: Any) -> Any:
        ctx: ReadContext = info.context
        ctx.principal.require(scope)
        return answer(source, info, **given)

    return guarded


def _answer(field: Field, names: Mapping[str, str]) -> Callable[..., Any]:
    function, write, read, told, name = field.function, field.write, field.read, field.told, field.python_name
    if function is not None:
        return lambda source, info, /, **given: info.context.load(
            function, source, {names[key]: found for key, found in given.items()}, id(info.field_nodes[0])
        )
    if write is not None:
        return lambda source, info, /, **given: write(info.context, given["input"])
    if told is not None:
        return lambda source, info: told(info.context, source)
    if read is not None:
        return lambda source, info: read(source)
    return lambda source, info: getattr(source, name)


def _type_finder(names: Mapping[type, str]) -> Callable[..., str | None]:
    return lambda row, info, abstract: names.get(type(row))


def _definition(each: Any) -> Any:
    return each.extensions.get(DEFINITION) if isinstance(each, GraphQLObjectType) else None


def loaders_of(schema: strawberry.Schema) -> NodeLoaders:
    """How each type that has one is loaded by id, and the scope that takes."""
    found = {}
    for each in schema._schema.type_map.values():
        origin: Any = getattr(_definition(each), "origin", None)
        if getattr(origin, "node", None) is not None:
            prefix, loader = origin.node
            found[prefix] = loader, origin.node_scope
    return NodeLoaders(found)
