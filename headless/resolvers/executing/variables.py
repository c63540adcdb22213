"""Variables and arguments of an operation, quickly where they are texts: those are what they are.

The GraphQL library finds the types of variables anew for every request, and walks the literals that they stand in. What both
come to is seen once here; whatever is no plain text is left to the library.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    Node,
    VariableDefinitionNode,
    VariableNode,
    get_argument_values,
    get_variable_values,
)
from graphql.execution.values import VariableValues, VariableValueSource

TEXTS = frozenset({"String", "String!", "ID", "ID!"})
PLAIN = frozenset({str})
ERRORS_MOST = 20
Pattern = Callable[[Mapping[str, Any]], Any]


class Variables:
    """The variables that an operation takes."""

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        self._schema, self._definitions = schema, definitions
        found = get_variable_values(schema, definitions, {each.variable.name.value: "" for each in definitions})
        self._texts: dict[str, Any] | None = None
        if isinstance(found, VariableValues):
            signatures = {name: source.signature for name, source in found.sources.items()}
            if all(str(each.type) in TEXTS for each in signatures.values()):
                self._texts = signatures

    def values(self, given: Mapping[str, Any]) -> Any:
        """What is given, as VariableValues, or what is wrong with it as a list of errors."""
        texts = self._texts
        if texts is not None and PLAIN.issuperset(map(type, map(given.get, texts))):
            sources = {name: VariableValueSource(signature, given[name]) for name, signature in texts.items()}
            return VariableValues(sources, {name: given[name] for name in texts})
        return get_variable_values(self._schema, self._definitions, dict(given), ERRORS_MOST)


class Arguments:
    """The arguments of a field in one place of a document; `names` are their Python names.

    constant: what they are where they hang on no variable. Those of a write are made anew each time: it may change them.
    """

    def __init__(self, field: GraphQLField | None, node: FieldNode, names: Mapping[str, str], *, writes: bool) -> None:
        self._field, self._node, self._names = field, node, names
        self._variables = sorted({name for each in node.arguments or () for name in variables_in(each)})
        self._pattern: Pattern | None = self._patterned() if self._variables and not writes else None
        self.constant: Mapping[str, Any] | None = None if self._variables or writes else self._constant()

    def of(self, variables: VariableValues) -> Mapping[str, Any]:
        """The arguments by their Python names. Errors: GraphQLError."""
        if self.constant is not None:
            return self.constant
        pattern, coerced = self._pattern, variables.coerced
        if pattern is not None and PLAIN.issuperset(map(type, map(coerced.get, self._variables))):
            found: Mapping[str, Any] = pattern(coerced)
            return found
        return self._coerced(variables)

    def _coerced(self, variables: VariableValues | None) -> dict[str, Any]:
        if self._field is None or not self._field.args:
            return {}
        given = get_argument_values(self._field, self._node, variables)
        return {self._names[name]: value for name, value in given.items()}

    def _constant(self) -> Mapping[str, Any] | None:
        try:
            return self._coerced(None)
        except Exception:  # it is said where the field is answered
            return None

    def _patterned(self) -> Pattern | None:
        """The arguments with places for the variables, where each of them stands as it is given."""
        marks = {name: _Mark(name) for name in self._variables}
        try:
            return _places(self._coerced(VariableValues({}, dict(marks))))
        except Exception:  # it is said where the field is answered
            return None


class _Mark(str):
    """Stands for a text that a variable will have."""

    __slots__ = ()


def _places(found: Any) -> Pattern:
    """A function that puts the values of variables in the places of their marks."""
    if isinstance(found, _Mark):
        name = str(found)
        return lambda values: values[name]
    if type(found) is dict:
        parts = [(key, _places(value)) for key, value in found.items()]
        return lambda values: {key: part(values) for key, part in parts}
    if type(found) is list:
        items = [_places(value) for value in found]
        return lambda values: [item(values) for item in items]
    return lambda values: found


def variables_in(node: Node) -> list[str]:
    """The names of the variables in a node."""
    if isinstance(node, VariableNode):
        return [node.name.value]
    return [name for child in children(node) for name in variables_in(child)]


def children(node: Node) -> list[Node]:
    """The nodes right below a node."""
    found: list[Node] = []
    for key in node.keys:
        value = getattr(node, key, None)
        found += [each for each in (value if isinstance(value, list | tuple) else (value,)) if isinstance(each, Node)]
    return found
