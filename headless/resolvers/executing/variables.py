"""Variables and arguments of an operation, with a shortcut for plain texts, which need no coercion.

The GraphQL library looks up the types of variables for every request, and walks the literals that contain them. Here both
are done once for a document. Everything but plain texts is left to the library.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    Node,
    VariableDefinitionNode,
    VariableNode,
    get_argument_values,
    get_variable_values,
    is_input_type,
    type_from_ast,
)
from graphql.execution.values import VariableValues, VariableValueSource

from headless.resolvers.executing.sizes import Sizes

NO_NODES = frozenset({"loc", "operation", "block"})
_PARTS: dict[type, Sequence[str]] = {}
TEXTS = frozenset({"String", "String!", "ID", "ID!"})
PLAIN = frozenset({str})
ERRORS_MOST = 20
Pattern = Callable[[Mapping[str, Any]], Any]


class Variables:
    """The variables that an operation takes."""

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        self._schema, self._definitions = schema, definitions
        empty = {definition.variable.name.value: "" for definition in definitions}
        values = get_variable_values(schema, definitions, empty, 1)
        types = {node.variable.name.value: type_from_ast(schema, node.type) for node in definitions}
        self._sizes = Sizes({name: type_ for name, type_ in types.items() if is_input_type(type_)})
        self._texts: dict[str, Any] | None = None
        if isinstance(values, VariableValues):
            signatures = {name: source.signature for name, source in values.sources.items()}
            if all(str(signature.type) in TEXTS for signature in signatures.values()):
                self._texts = signatures

    def values(self, given: Mapping[str, Any]) -> Any:
        """Return what is given as VariableValues, or what is wrong with it as a list of errors."""
        texts = self._texts
        if texts is not None and PLAIN.issuperset(map(type, map(given.get, texts))):
            sources = {name: VariableValueSource(signature, given[name]) for name, signature in texts.items()}
            return VariableValues(sources, {name: given[name] for name in texts})
        problem = self._sizes.problem(given)
        return (
            [problem]
            if problem is not None
            else get_variable_values(self._schema, self._definitions, dict(given), ERRORS_MOST)
        )


class Arguments:
    """The arguments of a field in one place of a document. `names` are their Python names.

    constant: the arguments, if they depend on no variable. A write gets new ones each time, because it may change them.
    """

    def __init__(self, field: GraphQLField | None, node: FieldNode, names: Mapping[str, str], *, writes: bool) -> None:
        self._field, self._node, self._names = field, node, names
        self._variables = sorted({name for argument in node.arguments or () for name in variables_in(argument)})
        self._pattern: Pattern | None = self._patterned() if self._variables and not writes else None
        self.constant: Mapping[str, Any] | None = None if self._variables or writes else self._constant()

    def of(self, variables: VariableValues) -> Mapping[str, Any]:
        """Return the arguments by their Python names. Raise GraphQLError if one does not fit."""
        if self.constant is not None:
            return self.constant
        pattern, coerced = self._pattern, variables.coerced
        if pattern is not None and PLAIN.issuperset(map(type, map(coerced.get, self._variables))):
            arguments: Mapping[str, Any] = pattern(coerced)
            return arguments
        return self._coerced(variables)

    def _coerced(self, variables: VariableValues | None) -> dict[str, Any]:
        if self._field is None or not self._field.args:
            return {}
        given = get_argument_values(self._field, self._node, variables)
        return {self._names[name]: value for name, value in given.items()}

    def _constant(self) -> Mapping[str, Any] | None:
        try:
            return self._coerced(None)
        except GraphQLError:  # reported where the field is answered
            return None

    def _patterned(self) -> Pattern | None:
        """Return the arguments with places for the variables, None if one of them does not stand there unchanged."""
        marks = {name: _Mark(name) for name in self._variables}
        try:
            return _places(self._coerced(VariableValues({}, dict(marks))))
        except GraphQLError:  # reported where the field is answered
            return None


class _Mark(str):
    """A placeholder for the text of a variable."""

    __slots__ = ()


def _places(marked: Any) -> Pattern:
    """Return a function that puts the values of variables in the places of their marks."""
    if isinstance(marked, _Mark):
        name = str(marked)
        return lambda values: values[name]
    if type(marked) is dict:
        patterns = [(key, _places(value)) for key, value in marked.items()]
        return lambda values: {key: pattern(values) for key, pattern in patterns}
    if type(marked) is list:
        items = [_places(value) for value in marked]
        return lambda values: [item(values) for item in items]
    return lambda values: marked


def variables_in(node: Node) -> list[str]:
    """Return the names of the variables in a node."""
    return [part.name.value for part in nodes_of(node) if isinstance(part, VariableNode)]


def nodes_of(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += children(part)


def children(node: Node) -> list[Node]:
    """Return the nodes right below a node."""
    nodes: list[Node] = []
    for key in _parts(type(node)):
        value = getattr(node, key, None)
        if isinstance(value, Node):
            nodes.append(value)
        elif value and isinstance(value, list | tuple):
            nodes += [child for child in value if isinstance(child, Node)]
    return nodes


def _parts(kind: type) -> Sequence[str]:
    """Return the parts of a kind of node that may be nodes: the library finds them out each time."""
    parts = _PARTS.get(kind)
    if parts is None:
        parts = _PARTS[kind] = [key for key in kind.keys if key not in NO_NODES]  # type: ignore[attr-defined]
    return parts


def has_variables(document: DocumentNode) -> bool:
    """Return False if a document surely has no variable, without a walk through it."""
    return document.loc is None or "$" in document.loc.source.body
