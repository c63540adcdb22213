"""Documents over all that the schema has: each field with all that it leads to, and arguments that name a member's own things."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

NOW = "2026-02-02T03:00:00Z"
PLUGIN = "diary"
TEXTS: Mapping[str, str] = {
    "kind": "gifts", "code": "club", "name": "orders", "plugin": PLUGIN, "track": "club", "tag": "friend", "asset": "gifts",
    "benefit": "lounge", "source": "till", "scope": "members:read", "rule": "points_per_spend", "currency": "GBP", "action": "x",
}  # fmt: skip


class Writer:
    """Writes documents that name one member.

    named: what stands for inputs by type, or by the name of an argument. wanted: the fields to select.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        named: Mapping[str, Any],
        wanted: Callable[[GraphQLField], bool] = lambda field: True,
    ) -> None:
        self._schema, self._named, self._wanted = schema, named, wanted

    def parts(self, type_: Any, depth: int, kind: str | None = None) -> Iterator[str]:
        """Yield a selection for each field of a type, with all that is below it. kind: of an interface, this type alone."""
        bare = get_named_type(type_)
        if is_leaf_type(bare):
            yield ""
            return
        assert isinstance(bare, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in bare.fields.items():
            selected = self._field(name, field, depth - 1)
            if selected is not None:
                yield f"{{ __typename {selected} }}"
        if isinstance(bare, GraphQLInterfaceType):
            for possible in self._schema.get_possible_types(bare):
                if kind not in (None, possible.name):
                    continue
                for part in self.parts(possible, depth):
                    yield f"{{ __typename ... on {possible.name} {part} }}"

    def selection(self, type_: Any, depth: int) -> str | None:
        """Return a selection of all fields of a type down to a depth, None if there is nothing to select."""
        bare = get_named_type(type_)
        if is_leaf_type(bare):
            return ""
        assert isinstance(bare, GraphQLObjectType | GraphQLInterfaceType)
        selected = [self._field(name, field, depth - 1) for name, field in bare.fields.items()] if depth else []
        return f"{{ __typename {' '.join(part for part in selected if part is not None)} }}"

    def arguments(self, field: GraphQLField) -> str:
        """Return the arguments of a field: all that must be given, and pages kept short."""
        given = [
            f"{name}: {self.value(argument, name)}"
            for name, argument in field.args.items()
            if is_non_null_type(argument.type) or name in ("first", "name")
        ]
        return f"({', '.join(given)})" if given else ""

    def value(self, argument: GraphQLArgument | Any, name: str) -> str:
        """Return a literal for an argument or a field of an input."""
        return literal(self.plain(argument.type, name))

    def plain(self, type_: Any, name: str) -> Any:
        """Return a value of a type as plain data."""
        bare = get_named_type(type_)
        if bare.name in self._named:
            value = self._named[bare.name]
        elif name in self._named:
            value = self._named[name]
        elif isinstance(bare, GraphQLEnumType):
            value = Name(next(iter(bare.values)))
        elif isinstance(bare, GraphQLInputObjectType):
            value = self._input(bare)
        else:
            value = {
                "Int": 2, "Decimal": "1", "Boolean": True, "DateTime": NOW, "Date": "2026-02-02", "JSON": {}, "ID": "mem_x",
                "String": TEXTS.get(name, name),
            }[bare.name]  # fmt: skip
        return [value] if is_list_type(get_nullable_type(type_)) else value

    def _input(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        """Return an input with all that it takes, as far as it does not take itself."""
        if type_.is_one_of:
            name, field = next(iter(type_.fields.items()))
            return {name: self.plain(field.type, name)}
        return {
            name: self.plain(field.type, name)
            for name, field in type_.fields.items()
            if is_non_null_type(field.type) or get_named_type(field.type).name in self._named or name in self._named
        }

    def _field(self, name: str, field: GraphQLField, depth: int) -> str | None:
        is_leaf = is_leaf_type(get_named_type(field.type))
        if not self._wanted(field) or (depth <= 0 and not is_leaf):
            return None
        return f"{name}{self.arguments(field)} {self.selection(field.type, depth)}"


class Name(str):
    """The name of an enum's value."""

    __slots__ = ()


def literal(value: Any) -> str:
    """Return plain data as a literal of GraphQL."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(part)}" for name, part in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else '"' + str(value).replace('"', '\\"') + '"'


def kinds(schema: GraphQLSchema) -> dict[str, str]:
    """Return the types of nodes by what their ids begin with."""
    definitions = [type_.extensions.get("strawberry-definition") for type_ in schema.type_map.values()]
    origins: list[Any] = [definition.origin for definition in definitions if hasattr(definition, "origin")]
    nodes = [origin for origin in origins if getattr(origin, "node", None) is not None]
    return {str(origin.node[0]): origin.__strawberry_definition__.name for origin in nodes}
