"""Which fields a document selects of a type, with fragments and directives applied; found once per place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
)

from headless.resolvers.answers import EXTENSION, Answer

TYPENAME = "__typename"


@dataclass(frozen=True)
class Selected:
    """One field of an answer: its key, what is served there, and the nodes that ask for it."""

    key: str
    owner: str
    field: GraphQLField | None
    nodes: tuple[FieldNode, ...]
    variables: Any

    @cached_property
    def answer(self) -> Answer:
        assert self.field is not None
        found: Answer = self.field.extensions[EXTENSION]
        return found

    def arguments(self) -> dict[str, Any]:
        """The arguments by their Python names. Errors: GraphQLError."""
        assert self.field is not None
        given = get_argument_values(self.field, self.nodes[0], self.variables)
        return {self.answer.arguments[name]: value for name, value in given.items()}


class Selections:
    """The selections of one document with its variables."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Any) -> None:
        self._schema, self._variables = schema, variables
        self._fragments: Mapping[str, FragmentDefinitionNode] = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[tuple[str, tuple[int, ...]], list[Selected]] = {}

    def of(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> list[Selected]:
        """The fields that these selection sets ask of a type, in order."""
        place = type_.name, tuple(map(id, sets))
        if place not in self._known:
            found: dict[str, list[FieldNode]] = {}
            for each in sets:
                self._collect(type_, each, found, set())
            self._known[place] = [self._selected(type_, key, nodes) for key, nodes in found.items()]
        return self._known[place]

    def _selected(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selected:
        name = nodes[0].name.value
        field = None if name == TYPENAME else type_.fields[name]
        return Selected(key, type_.name, field, tuple(nodes), self._variables)

    def _collect(
        self, type_: GraphQLObjectType, selected: SelectionSetNode, found: dict[str, list[FieldNode]], seen: set[str]
    ) -> None:
        for each in selected.selections:
            if not self._included(each):
                continue
            if isinstance(each, FieldNode):
                found.setdefault(each.alias.value if each.alias else each.name.value, []).append(each)
            elif isinstance(each, InlineFragmentNode):
                if each.type_condition is None or self._applies(each.type_condition.name.value, type_):
                    self._collect(type_, each.selection_set, found, seen)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen:
                seen.add(each.name.value)
                fragment = self._fragments[each.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set, found, seen)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        if condition == type_.name:
            return True
        wanted = self._schema.get_type(condition)
        return isinstance(wanted, GraphQLInterfaceType) and self._schema.is_sub_type(wanted, type_)

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip is not None and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return include is None or bool(include["if"])
