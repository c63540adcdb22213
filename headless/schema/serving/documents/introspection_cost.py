"""What it costs to ask for the schema itself: by the values that are to be expected, next to those of the whole schema."""

from collections.abc import Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

from headless.engine.values.limits import QUERY_COST

EXTENSION = "headless_introspection"
ALL = "types"
"""The field below which each type stands once, so that means count. Anywhere else the largest one may be asked for."""

HALF = QUERY_COST / 2
"""What the question that tools ask for the whole schema costs, however large that is."""
OF_TYPE, OF_FIELD, OF_INPUT = 8, 13, 14
"""How many values that question asks of a type, of a field and of an argument."""
WRAPPED = 0.5
"""How many types are wrapped, and how many of those are wrapped again. What is not is null, however much is asked of it."""


class IntrospectionSizes:
    """How many rows the lists of introspection have in one schema: on the average over all types, and at the most."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = list(schema.type_map.values())
        objects = [type_ for type_ in types if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)]
        fields = [field for type_ in objects for field in type_.fields.values()]
        listed = {
            "fields": [len(type_.fields) for type_ in objects],
            "args": [len(field.args) for field in fields],
            "inputFields": [len(type_.fields) for type_ in types if isinstance(type_, GraphQLInputObjectType)],
            "enumValues": [len(type_.values) for type_ in types if isinstance(type_, GraphQLEnumType)],
            "interfaces": [len(type_.interfaces) for type_ in objects],
            "possibleTypes": [
                len(schema.get_possible_types(type_)) for type_ in objects if isinstance(type_, GraphQLInterfaceType)
            ],
        }
        of_one = {"args": len(fields)}
        once: dict[str, float] = {"types": len(types), "directives": len(schema.directives), "ofType": WRAPPED}
        inputs = sum(listed["inputFields"])
        whole = len(types) * OF_TYPE + len(fields) * OF_FIELD + (sum(listed["args"]) + inputs) * OF_INPUT
        self.weight = HALF / whole
        self.mean: Mapping[str, float] = once | {
            name: sum(sizes) / of_one.get(name, len(types)) for name, sizes in listed.items()
        }
        self.most: Mapping[str, float] = once | {name: max(sizes, default=0) for name, sizes in listed.items()}


def sizes_of(schema: GraphQLSchema) -> IntrospectionSizes:
    """Return the sizes of a schema, counted once."""
    sizes: IntrospectionSizes | None = schema.extensions.get(EXTENSION)
    if sizes is None:
        sizes = schema.extensions[EXTENSION] = IntrospectionSizes(schema)
    return sizes


def is_introspection(type_: GraphQLNamedType | None) -> bool:
    """Return True if a type describes the schema."""
    return type_ is not None and type_.name.startswith("__")
