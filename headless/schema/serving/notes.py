"""What introspection tells of a field besides its description: who may use it, and what it costs.

Introspection does not show directives, so pages and editors that learn a schema by asking would not tell them. The printed schema
has the directives, and stays without the notes.
"""

from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from headless.engine.values.limits import PAGE_DEFAULT
from headless.schema.base.fields import LIST_SIZE, Field
from headless.schema.serving.query_cost import DEFINITION, is_sized_list


def add_notes(schema: GraphQLSchema) -> None:
    """Add to each field's description who may use it and what it costs."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for served in type_.fields.values():
                declared = served.extensions.get(DEFINITION)
                if isinstance(declared, Field):
                    served.description = f"{served.description}\n\n{note(declared, served, type_)}"


def note(declared: Field, served: GraphQLField, type_: GraphQLObjectType | GraphQLInterfaceType) -> str:
    """Return who may use a field and what it costs, as one line."""
    parts = ["every token of the merchant" if declared.scope is None else f"scope: `{declared.scope}`"]
    if declared.for_member:
        parts.append("members themselves")
    if declared.function is not None or declared.write is not None:
        parts.append("cost: 1")
    if "first" in served.args:
        parts.append(f"rows: `first`, {PAGE_DEFAULT} if left out")
    elif is_sized_list(served, type_):
        parts.append(f"rows: {declared.sized or LIST_SIZE}")
    return " · ".join(parts)
