"""Fields with one name in an answer must be one field: the rule of the specification, in time linear to the document.

The GraphQL library compares each pair of fields. Which fields may stand together is an equivalence, though: within a group whose
parents may be one object, it is enough to compare each with the first. Groups that were looked at are not looked at again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from headless.resolvers.executing.plans import fragments_of

NAME_CHARACTERS = 200
Sets = Sequence[tuple[Any, SelectionSetNode]]


class Selected(NamedTuple):
    """A field as it is selected: of which type, and what it answers."""

    parent: Any
    node: FieldNode
    type: GraphQLOutputType


Group = list[Selected]


class _Conflict(Exception):
    def __init__(self, key: str, reason: str, one: Selected, other: Selected) -> None:
        super().__init__(key)
        self.error = GraphQLError(
            f"Fields '{_short(key)}' conflict because {reason}."
            " Use different aliases on the fields to fetch both if this was intentional.",
            [one.node, other.node],
        )


def merging_problem(schema: GraphQLSchema, document: DocumentNode) -> GraphQLError | None:
    """Return the first conflict of a document that is valid otherwise, None if there is none."""
    merging = _Merging(schema, document)
    try:
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                merging.check([(schema.get_root_type(node.operation), node.selection_set)], named=True)
    except _Conflict as conflict:
        return conflict.error
    return None


class _Merging:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = fragments_of(document)
        self.seen: set[tuple[bool, frozenset[int]]] = set()

    def check(self, sets: Sets, *, named: bool) -> None:
        """Check what is selected together. named: the parents may be one object, so the fields must be the same."""
        groups: dict[str, Group] = {}
        spread: set[str] = set()
        for type_, selected in sets:
            self._collect(type_, selected, groups, spread)
        for key, group in groups.items():
            self._check_group(key, group, named=named)

    def _check_group(self, key: str, group: Group, *, named: bool) -> None:
        seen = named, frozenset(id(field.node) for field in group)
        if seen in self.seen:
            return
        self.seen.add(seen)
        parts = _parts(group) if named else ()
        for part in parts:
            _check_same(key, part)
        first = group[0]
        for field in group[1:]:
            if _do_types_conflict(first.type, field.type):
                raise _Conflict(key, f"they return conflicting types '{first.type}' and '{field.type}'", first, field)
        if len(parts) != 1:
            self._check_below(group, named=False)
        for part in parts:
            self._check_below(part, named=True)

    def _check_below(self, group: Group, *, named: bool) -> None:
        sets = [(get_named_type(field.type), field.node.selection_set) for field in group if field.node.selection_set]
        if sets:
            self.check(sets, named=named)

    def _collect(self, type_: Any, selected: SelectionSetNode, groups: dict[str, Group], spread: set[str]) -> None:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                served = self.schema.get_field(type_, node.name.value)
                if served is not None:
                    key = node.alias.value if node.alias else node.name.value
                    groups.setdefault(key, []).append(Selected(type_, node, served.type))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                below = type_ if condition is None else self._type(condition.name.value)
                self._collect(below, node.selection_set, groups, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                self._collect(self._type(fragment.type_condition.name.value), fragment.selection_set, groups, spread)

    def _type(self, name: str) -> GraphQLNamedType | None:
        return self.schema.get_type(name)


def _parts(group: Group) -> list[Group]:
    """Return those whose parents may be one object: for each object type its own fields and those of interfaces."""
    if all(field.parent is group[0].parent for field in group):
        return [group]
    abstract = [field for field in group if not isinstance(field.parent, GraphQLObjectType)]
    objects: dict[str, Group] = {}
    for field in group:
        if isinstance(field.parent, GraphQLObjectType):
            objects.setdefault(field.parent.name, []).append(field)
    return [own + abstract for own in objects.values()] or [abstract]


def _check_same(key: str, group: Group) -> None:
    first = group[0]
    if len(group) == 1:
        return
    name, arguments = first.node.name.value, _arguments(first.node)
    for field in group[1:]:
        other = field.node.name.value
        if other != name:
            reason = f"'{_short(name)}' and '{_short(other)}' are different fields"
            raise _Conflict(key, reason, first, field)
        if (arguments or field.node.arguments) and _arguments(field.node) != arguments:
            raise _Conflict(key, "they have differing arguments", first, field)


def _arguments(node: FieldNode) -> Mapping[str, Any]:
    return {argument.name.value: _value(argument.value) for argument in node.arguments or ()}


def _value(node: ValueNode) -> Any:
    """Return something that is equal for equal values. The fields of an object have no order."""
    if isinstance(node, ListValueNode):
        return [_value(item) for item in node.values]
    if isinstance(node, ObjectValueNode):
        return {field.name.value: _value(field.value) for field in node.fields}
    name = node.name.value if isinstance(node, VariableNode) else getattr(node, "value", None)
    return node.kind, name


def _do_types_conflict(one: Any, other: Any) -> bool:
    while one is not other:
        if is_non_null_type(one) or is_non_null_type(other) or is_list_type(one) or is_list_type(other):
            if type(one) is not type(other):
                return True
            one, other = one.of_type, other.of_type
        else:
            return bool(is_leaf_type(one) or is_leaf_type(other))
    return False


def _short(text: str) -> str:
    return text if len(text) <= NAME_CHARACTERS else f"{text[:NAME_CHARACTERS]}..."
