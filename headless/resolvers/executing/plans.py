"""What an operation asks for, compiled once per document: its fields level by level, with fragments and directives applied.

A plan holds nothing of a request: arguments with variables are read from the values of the request. If the @skip and
@include of a document depend on variables, it has a plan for each combination of their values.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import EllipsisType
from typing import Any
from weakref import ReferenceType, ref

from graphql import (
    DirectiveNode,
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
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues

from headless.resolvers.executing.leaves import accepted
from headless.resolvers.executing.variables import Arguments, Variables, has_variables, nodes_of
from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.resolvers.reading.related import NoFastPath
from headless.services.kernel.programs import Made
from headless.services.kernel.scopes import PII

TYPENAME = "__typename"
PLANS_MOST = 8
SWITCHES = ("skip", "include")


class Step:
    """One field of an answer: its key, what is served there, and the nodes that ask for it.

    name: what messages and counters call it; read: the value by the row alone, if it needs neither context nor database;
    accepts: the types of values that are served unchanged; single: the type of the answer, if it is neither a leaf nor a list.
    """

    __slots__ = (
        "_arguments", "_below", "_compiler", "_levels", "accepts", "answer", "asks", "field", "finds_owners", "has_fast_path",
        "is_leaf", "key", "name", "needed", "nodes", "owner", "read", "reads", "single",
    )  # fmt: skip

    def __init__(self, compiler: "_Compiler", key: str, owner: str, field: GraphQLField | None, nodes: list[FieldNode]):
        self._compiler, self._levels = compiler, dict[str, Level]()
        self.key, self.owner, self.field, self.nodes = key, owner, field, tuple(nodes)
        self.answer: Answer = TYPE_NAME if field is None else field.extensions[EXTENSION]
        type_ = None if field is None else field.type
        self.needed = field is None or isinstance(type_, GraphQLNonNull)
        bare = get_nullable_type(type_)
        self.is_leaf = field is None or (is_leaf_type(bare) and not self.answer.asks)
        self.read = self.answer.read or attrgetter(self.answer.name)
        self.reads = self.answer.reads
        self.asks = self.answer.asks
        self.has_fast_path, self.finds_owners = self.answer.has_fast_path, self.answer.finds_owners
        self.name = f"{owner}.{self.answer.name}"
        self._below: Level | EllipsisType | None = ...
        self.accepts = accepted(bare, nullable=not self.needed)
        self.single = bare if isinstance(bare, GraphQLObjectType) else None
        self._arguments = Arguments(field, nodes[0], self.answer.arguments, writes=self.answer.write is not None)

    @property
    def keeping(self) -> "Keeping":
        """What keeps things for the fields of this document."""
        return self._compiler.keeping

    @property
    def constant(self) -> Mapping[str, Any]:
        """The arguments, if they depend on no variable. Raise NoFastPath if they do."""
        if self._arguments.constant is None:
            raise NoFastPath("variable_argument")
        return self._arguments.constant

    def arguments(self, variables: VariableValues) -> Mapping[str, Any]:
        """Return the arguments by their Python names. Raise GraphQLError if one does not fit."""
        return self._arguments.of(variables)

    def level(self, type_: GraphQLObjectType) -> "Level":
        """Return what is asked of a type below this field."""
        level = self._levels.get(type_.name)
        if level is None:
            sets = [node.selection_set for node in self.nodes if node.selection_set is not None]
            level = self._levels[type_.name] = self._compiler.level(type_, sets)
        return level

    def below(self) -> "Level | None":
        """Return what is asked below this field, if its answer can only be of one object type, else None."""
        if self._below is ...:
            type_ = None if self.field is None else get_named_type(self.field.type)
            try:
                self._below = self.level(type_) if isinstance(type_, GraphQLObjectType) else None
            except GraphQLError:
                self._below = None
        return self._below


class Level:
    """The fields asked of one type in one place, in the order of their keys.

    join: makes objects of a column for each field. is_personal: some of its fields are a person's own data.
    """

    __slots__ = ("_columns", "_reading", "below", "is_personal", "join", "leaves", "reads", "steps", "waiting")

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self.join = _joining([step.key for step in steps])
        places = list(enumerate(steps))
        self.leaves = tuple((at, step) for at, step in places if step.is_leaf)
        self.waiting = tuple((at, step) for at, step in places if step.answer.waits)
        self.below = tuple((at, step) for at, step in places if not step.is_leaf and not step.answer.waits)
        self.is_personal = any(step.answer.scope == PII for _, step in self.leaves)
        self.reads = any(step.reads is not None for step in steps)
        self._reading: tuple[Step, ...] | None = None
        self._columns: frozenset[str] | None = None

    @property
    def reading(self) -> tuple[Step, ...]:
        """The fields in and below this level that declare which relations they read, but none below another of them."""
        if self._reading is None:
            own = [step for step in self.steps if step.reads is not None]
            below = [step.below() for _, step in self.below if step.reads is None]
            self._reading = (*own, *(step for inner in below if inner is not None for step in inner.reading))
        return self._reading

    @property
    def columns(self) -> frozenset[str]:
        """The columns of owners that are asked for in and below this level."""
        if self._columns is None:
            own = frozenset(name for step in self.steps for name in step.answer.columns)
            self._columns = own.union(*(inner.columns for inner in self._inner()))
        return self._columns

    def _inner(self) -> list["Level"]:
        return [inner for _, step in self.below if (inner := step.below()) is not None]


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """Return the fragments of a document by their names."""
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


class Plans:
    """The plans of one document."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema, self._document = schema, document
        self._fragments = fragments_of(document)
        self.switches = sorted(set(_switches(document))) if has_variables(document) else []
        self.keeping = Keeping()
        self._known: dict[Any, Level] = {}
        self._variables: dict[int, Variables] = {}

    def values(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> Any:
        """Return the variables of an operation: VariableValues, or a list of what is wrong with them."""
        variables = self._variables.get(id(operation))
        if variables is None:
            variables = Variables(self._schema, operation.variable_definitions or ())
            self._variables[id(operation)] = variables
        return variables.values(given)

    def of(self, operation: OperationDefinitionNode, variables: VariableValues) -> Level:
        """Return the first level of an operation with these variables."""
        key = id(operation), *(variables.coerced.get(name) for name in self.switches)
        level = self._known.get(key)
        if level is None:
            root = self._schema.get_root_type(operation.operation)
            assert root is not None
            compiler = _Compiler(self._schema, self._fragments, variables, self.keeping)
            level = compiler.level(root, [operation.selection_set])
            if len(self._known) < PLANS_MOST:
                self._known[key] = level
        return level

    def release(self) -> None:
        """Let go of what other caches keep for this document, which is forgotten."""
        self.keeping.release()


class Keeping:
    """Where something is kept that was made for the fields of a document: by what they are, it would outlive the document."""

    __slots__ = ("__weakref__", "_kept", "is_released")

    def __init__(self) -> None:
        self.is_released = False
        self._kept: list[tuple[ReferenceType[Made], Any]] = []

    def keep(self, made: "Made", key: Any, value: Any) -> None:
        """Keep a value for a field, unless its document is forgotten."""
        if not self.is_released:
            made.keep(key, value)
            self._kept.append((ref(made), key))

    def release(self) -> None:
        """Take out what is kept, and keep nothing from now on."""
        kept, self._kept, self.is_released = self._kept, [], True
        for reference, key in kept:
            made = reference()
            if made is not None:
                made.pop(key, None)


class _Compiler:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        keeping: Keeping,
    ) -> None:
        # nothing else: a plan outlives the request that it was made for, whose variables may be large, or personal
        switches = {name: value for name, value in variables.coerced.items() if isinstance(value, bool | None)}
        sources = {name: source for name, source in variables.sources.items() if name in switches}
        self._schema, self._fragments, self.keeping = schema, fragments, keeping
        self._variables = VariableValues(sources, switches)

    def level(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Level:
        fields: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for selected in sets:
            self._collect(type_, selected, fields, spread)
        return Level([self._step(type_, key, nodes) for key, nodes in fields.items()])

    def _step(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Step:
        name = nodes[0].name.value
        return Step(self, key, type_.name, None if name == TYPENAME else type_.fields[name], nodes)

    def _collect(
        self, type_: GraphQLObjectType, selected: SelectionSetNode, fields: dict[str, list[FieldNode]], spread: set[str]
    ) -> None:
        for node in selected.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                fields.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                    self._collect(type_, node.selection_set, fields, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set, fields, spread)

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


TYPE_NAME = Answer(TYPENAME, None, {}, for_member=True)


def _joining(keys: Sequence[str]) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """Return a function from columns to objects, generated for these keys: half the time of joining them pair by pair."""
    if not keys:
        return lambda columns: []
    names = [f"value_{at}" for at in range(len(keys))]
    pairs = ", ".join(f"{key!r}: {name}" for key, name in zip(keys, names, strict=True))
    source = f"lambda columns: [{{{pairs}}} for {', '.join(names)}, in zip(*columns)]"
    join: Callable[[Sequence[Sequence[Any]]], list[Any]] = eval(source)
    return join


def _switches(document: DocumentNode) -> list[str]:
    """Return the variables that @skip and @include depend on."""
    return [
        given.value.name.value
        for node in nodes_of(document)
        if isinstance(node, DirectiveNode) and node.name.value in SWITCHES
        for given in node.arguments or ()
        if isinstance(given.value, VariableNode)
    ]
