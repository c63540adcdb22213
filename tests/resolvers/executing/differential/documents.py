"""Random documents that are valid for a schema: aliases, fragments in fragments, conditions, directives, variables, defaults.

One seed makes one document. A response key always stands for the same field with the same arguments, so that fields merge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.utilities.type_comparators import do_types_overlap

from tests.resolvers.executing.differential.literals import Name, literal

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the variables to send with it."""

    text: str
    variables: Mapping[str, Any]

    @property
    def turned(self) -> Mapping[str, Any]:
        """Other variables for the same text: what was true is false."""
        return {name: not value if isinstance(value, bool) else value for name, value in self.variables.items()}


def sorted_fields(type_: GraphQLObjectType | GraphQLInterfaceType) -> tuple[list[str], list[str]]:
    """The names of a type's leaves, and of those with fields of their own."""
    found: tuple[list[str], list[str]] = [], []
    for name, each in type_.fields.items():
        found[isinstance(get_named_type(each.type), Composite)].append(name)
    return found


@dataclass
class Writer:
    """Writes one document. `values` gives what an input of a type and a name holds, None
    to have its enum or fields chosen; `fields` how many fields a selection has at most,
    `budget` after how many only leaves are selected;
    with `something` each selection has one field under no condition."""

    schema: GraphQLSchema
    random: Random
    values: Callable[[Random, str, str], Any]
    depth: int = 4
    fields: int = 5
    budget: int = 40
    something: bool = False
    fragments: list[tuple[str, GraphQLNamedType, str]] = field(default_factory=list)
    declared: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    sorted: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)

    def document(self) -> Document:
        """The whole document."""
        root = self.schema.query_type
        assert root is not None
        body = self.selection(root, self.depth)
        variables = ", ".join(f"${name}: {told}" for name, told in self.declared.items())
        parts = [f"query Random{f'({variables})' if variables else ''} {body}"]
        parts += [f"fragment {name} on {type_.name} {text}" for name, type_, text in self.fragments]
        return Document("\n".join(parts), self.sent)

    def selection(self, type_: Composite, depth: int) -> str:
        """A selection set of a type."""
        count = self.random.randint(1, self.fields)
        listed = [self._one(type_, depth) for _ in range(count)] + ["__typename"] * self.something
        return f"{{ {' '.join(listed)} }}"

    def _one(self, type_: Composite, depth: int) -> str:
        self.budget -= 1
        depth = depth if self.budget > 0 else 0
        chosen = self.random.random()
        if depth > 0 and chosen < 0.12:
            return self._inline(type_, depth)
        if depth > 0 and chosen < 0.26:
            return self._spread(type_, depth)
        if chosen < 0.32 or isinstance(type_, GraphQLUnionType):
            return f"{self.random.choice(['', 'kind: '])}__typename{self._directives()}"
        return self._field(type_, depth)

    def _field(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        if type_.name not in self.sorted:
            self.sorted[type_.name] = sorted_fields(type_)
        leaves, deeper = self.sorted[type_.name]
        names = deeper if deeper and depth > 0 and (not leaves or self.random.random() < 0.4) else leaves
        if not names:
            return "__typename"
        # few names of many, so that the same one is often asked for twice
        name = self.random.choice(names[:3] if self.random.random() < 0.4 else names)
        found = type_.fields[name]
        alias = self.random.choice(["", "", "", f"a_{name}: ", f"b_{name}: "])
        place = (alias or f"{name}", name)
        if place not in self.known:
            self.known[place] = self._arguments(found)
        named: Any = get_named_type(found.type)
        below = f" {self.selection(named, depth - 1)}" if isinstance(named, Composite) else ""
        return f"{alias}{name}{self.known[place]}{self._directives()}{below}"

    def _inline(self, type_: Composite, depth: int) -> str:
        if self.random.random() < 0.25:
            return f"...{self._directives()} {self.selection(type_, depth - 1)}"
        other = self.random.choice(self._overlapping(type_))
        return f"... on {other.name}{self._directives()} {self.selection(other, depth - 1)}"

    def _spread(self, type_: Composite, depth: int) -> str:
        fitting = [each for each in self.fragments if do_types_overlap(self.schema, each[1], type_)]  # type: ignore[arg-type]
        if fitting and self.random.random() < 0.6:
            return f"...{self.random.choice(fitting)[0]}{self._directives()}"
        other = self.random.choice(self._overlapping(type_))
        text = self.selection(other, min(depth, 3) - 1)
        name = f"F{len(self.fragments)}"
        self.fragments.append((name, other, text))
        return f"...{name}{self._directives()}"

    def _overlapping(self, type_: Composite) -> Sequence[Composite]:
        if isinstance(type_, GraphQLObjectType):
            return [type_, *type_.interfaces]
        return [type_, *self.schema.get_possible_types(type_)]

    def _directives(self) -> str:
        if self.random.random() > 0.15:
            return ""
        names = self.random.choice([["skip"], ["include"], ["include", "skip"]])
        return "".join(f" @{name}(if: {self._condition()})" for name in names)

    def _condition(self) -> str:
        chosen = self.random.choice(["true", "false", "$yes", "$no", "$maybe"])
        if chosen == "$maybe":
            self.declared["maybe"] = "Boolean = true"
            if self.random.random() < 0.5:
                self.sent["maybe"] = self.random.choice([True, False])
        elif chosen.startswith("$"):
            self.declared[chosen[1:]], self.sent[chosen[1:]] = "Boolean!", chosen == "$yes"
        return chosen

    def _arguments(self, found: GraphQLField) -> str:
        given = []
        for name, each in found.args.items():
            if is_required_argument(each) or self.random.random() < 0.5:
                given.append(f"{name}: {self._value(name, each.type)}")
        return f"({', '.join(given)})" if given else ""

    def _value(self, name: str, type_: Any) -> str:
        if self.random.random() < 0.4:
            return self._variable(name, type_)
        return literal(self._input(name, type_))

    def _variable(self, name: str, type_: Any) -> str:
        variable = f"v{len(self.declared)}"
        default = literal(self._input(name, type_)) if self.random.random() < 0.4 else None
        self.declared[variable] = f"{type_}" if default is None else f"{type_} = {default}"
        if (default is None and isinstance(type_, GraphQLNonNull)) or self.random.random() < 0.6:
            self.sent[variable] = self._input(name, type_)
        return f"${variable}"

    def _input(self, name: str, type_: Any) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._present(name, type_.of_type)
        return None if self.random.random() < 0.15 else self._present(name, type_)

    def _present(self, name: str, type_: Any) -> Any:
        if isinstance(type_, GraphQLList):
            if self.random.random() < 0.2:
                return self._present(name, getattr(type_.of_type, "of_type", type_.of_type))
            return [self._input(name, type_.of_type) for _ in range(self.random.randint(0, 2))]
        chosen = self.values(self.random, type_.name, name)
        if chosen is not None:
            return chosen
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        assert isinstance(type_, GraphQLEnumType), f"no value for {type_.name} {name}"
        return Name(self.random.choice(list(type_.values)))

    def _object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        found = {}
        for name, each in type_.fields.items():
            if is_required_input_field(each) or self.random.random() < 0.4:
                found[name] = self._input(name, each.type)
        return found
