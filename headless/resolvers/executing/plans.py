"""What an operation asks for, compiled once per document: its fields level by level, with fragments and directives applied.

A plan holds nothing of a request: arguments with variables are read from the values of the request. A document whose
@skip and @include hang on variables has a plan for each way they come out.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import EllipsisType
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_directive_values,
    get_named_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues

from headless.resolvers.executing.leaves import accepted
from headless.resolvers.executing.variables import Arguments, Variables, children
from headless.resolvers.reading.answers import EXTENSION, Answer

TYPENAME = "__typename"
PLANS_MOST = 8
SWITCHES = ("skip", "include")


class Step:
    """One field of an answer: its key, what is served there, and the nodes that ask for it.

    read: what is there, by the row alone, where nothing has to be told or asked; accepts: the types of values that are
    served as they are; single: the type of what stands there, if it is neither a leaf nor a list.
    """

    __slots__ = (
        "_arguments", "_below", "_compiler", "_levels", "accepts", "answer", "draws", "field", "is_leaf", "key", "needed",
        "nodes", "owner", "read", "reads", "scope", "single",
    )  # fmt: skip

    def __init__(self, compiler: "_Compiler", key: str, owner: str, field: GraphQLField | None, nodes: list[FieldNode]):
        self._compiler, self._levels = compiler, dict[str, Level]()
        self.key, self.owner, self.field, self.nodes = key, owner, field, tuple(nodes)
        self.answer: Answer = TYPE_NAME if field is None else field.extensions[EXTENSION]
        type_ = None if field is None else field.type
        self.needed = field is None or isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        self.is_leaf = field is None or (is_leaf_type(bare) and not self.answer.asks)
        self.read = self.answer.read or attrgetter(self.answer.name)
        self.reads, self.draws, self.scope = self.answer.reads, self.answer.draws, self.answer.scope
        self._below: Level | EllipsisType | None = ...
        self.accepts = accepted(bare, nullable=not self.needed)
        self.single = bare if isinstance(bare, GraphQLObjectType) else None
        self._arguments = Arguments(field, nodes[0], self.answer.arguments, writes=self.answer.write is not None)

    @property
    def constant(self) -> Mapping[str, Any]:
        """The arguments where they hang on no variable. Errors: KeyError where they do."""
        if self._arguments.constant is None:
            raise KeyError(self.key)
        return self._arguments.constant

    def arguments(self, variables: VariableValues) -> Mapping[str, Any]:
        """The arguments by their Python names. Errors: GraphQLError."""
        return self._arguments.of(variables)

    def level(self, type_: GraphQLObjectType) -> "Level":
        """What is asked of a type below this field."""
        found = self._levels.get(type_.name)
        if found is None:
            sets = [node.selection_set for node in self.nodes if node.selection_set is not None]
            found = self._levels[type_.name] = self._compiler.level(type_, sets)
        return found

    def below(self) -> "Level | None":
        """What is asked below this field where one type alone can stand there, and it can be said."""
        if self._below is ...:
            type_ = None if self.field is None else get_named_type(self.field.type)
            try:
                self._below = self.level(type_) if isinstance(type_, GraphQLObjectType) else None
            except GraphQLError:
                self._below = None
        return self._below


class Level:
    """The fields asked of one type in one place, in the order of their keys.

    join: makes objects of a column for each field. reading: the fields in and below this level that say which parts of
    members they read, but none below another of them; columns: the columns of members that are asked for there.
    """

    __slots__ = ("_columns", "_reading", "below", "join", "leaves", "reads", "steps", "waiting")

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self.join = _joining([step.key for step in steps])
        places = list(enumerate(steps))
        self.leaves = tuple((at, step) for at, step in places if step.is_leaf)
        self.waiting = tuple((at, step) for at, step in places if step.answer.waits)
        self.below = tuple((at, step) for at, step in places if not step.is_leaf and not step.answer.waits)
        self.reads = any(step.reads is not None for step in steps)
        self._reading: tuple[Step, ...] | None = None
        self._columns: frozenset[str] | None = None

    @property
    def reading(self) -> tuple[Step, ...]:
        """See above."""
        if self._reading is None:
            found = [step for step in self.steps if step.reads is not None]
            below = [step.below() for _, step in self.below if step.reads is None]
            self._reading = (*found, *(step for inner in below if inner is not None for step in inner.reading))
        return self._reading

    @property
    def columns(self) -> frozenset[str]:
        """See above."""
        if self._columns is None:
            own = frozenset(name for step in self.steps for name in step.answer.columns)
            self._columns = own.union(*(inner.columns for inner in self._inner()))
        return self._columns

    def _inner(self) -> list["Level"]:
        return [
            inner
            for step in self.steps
            if not step.is_leaf and not step.answer.waits and (inner := step.below()) is not None
        ]


class Plans:
    """The plans of one document."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema, self._document = schema, document
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._switches = sorted(set(_switches(document)))
        self._known: dict[Any, Level] = {}
        self._variables: dict[int, Variables] = {}

    def values(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> Any:
        """The variables of an operation: VariableValues, or a list of what is wrong with them."""
        found = self._variables.get(id(operation))
        if found is None:
            found = Variables(self._schema, operation.variable_definitions or ())
            self._variables[id(operation)] = found
        return found.values(given)

    def of(self, operation: OperationDefinitionNode, variables: VariableValues) -> Level:
        """The first level of an operation with these variables."""
        key = id(operation), *(variables.coerced.get(name) for name in self._switches)
        found = self._known.get(key)
        if found is None:
            root = self._schema.get_root_type(operation.operation)
            assert root is not None
            found = _Compiler(self._schema, self._fragments, variables).level(root, [operation.selection_set])
            if len(self._known) < PLANS_MOST:
                self._known[key] = found
        return found


class _Compiler:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        # nothing else: a plan outlives the request that it was made for, and what that one sent may be large, or personal
        switches = {name: found for name, found in variables.coerced.items() if isinstance(found, bool | None)}
        sources = {name: source for name, source in variables.sources.items() if name in switches}
        self._schema, self._fragments = schema, fragments
        self._variables = VariableValues(sources, switches)

    def level(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Level:
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for each in sets:
            self._collect(type_, each, found, seen)
        return Level([self._step(type_, key, nodes) for key, nodes in found.items()])

    def _step(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Step:
        name = nodes[0].name.value
        return Step(self, key, type_.name, None if name == TYPENAME else type_.fields[name], nodes)

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


TYPE_NAME = Answer(TYPENAME, None, {})


def _joining(keys: Sequence[str]) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """A function from columns to objects, written out for these keys: half the time of joining them pair by pair."""
    if not keys:
        return lambda columns: []
    names = [f"value_{at}" for at in range(len(keys))]
    pairs = ", ".join(f"{key!r}: {name}" for key, name in zip(keys, names, strict=True))
    source = f"lambda columns: [{{{pairs}}} for {', '.join(names)}, in zip(*columns)]"
    found: Callable[[Sequence[Sequence[Any]]], list[Any]] = eval(source)
    return found


def _switches(node: Node) -> list[str]:
    """The variables that @skip and @include hang on."""
    found = []
    for each in getattr(node, "directives", None) or ():
        if each.name.value in SWITCHES:
            found += [given.value.name.value for given in each.arguments if isinstance(given.value, VariableNode)]
    return found + [name for child in children(node) for name in _switches(child)]
