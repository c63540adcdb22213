"""What a query would cost: depth, fields, aliases and rows, measured in one pass that visits each fragment once.

Fragments that use node other can make a short text mean billions of fields, so nothing here expands them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from headless.engine.values import limits
from headless.errors import Refused
from headless.messages import Message
from headless.resolvers.executing.plans import fragments_of
from headless.resolvers.executing.variables import has_variables, nodes_of, variables_in
from headless.schema.base.fields import LIST_SIZE, declared_of
from headless.schema.serving.documents.condition_cost import (
    ARGUMENTS,
    TEXTS,
    Parts,
    condition_cost,
    database_cost,
    given,
    test_cost,
)
from headless.schema.serving.documents.introspection_cost import ALL, is_introspection, sizes_of

PAGE = ("first", "last")
IDS = "ids"
INTROSPECTION = ("__schema", "__type")
TYPE_NAME = "__typename"
DOCUMENT = "the operations of this document have"


@dataclass(frozen=True, slots=True)
class Measure:
    """How large a selection is. `cost` counts a fetch for each row that is expected to need one.

    published: it selects nothing but configuration that browsers may keep.
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    cost: float = 0
    introspects: bool = False
    published: bool = True

    @property
    def fits(self) -> bool:
        """True if no limit is passed."""
        return (
            self.depth <= limits.QUERY_DEPTH
            and self.fields <= limits.QUERY_FIELDS
            and self.aliases <= limits.QUERY_ALIASES
            and self.cost <= limits.QUERY_COST
        )

    def plus(self, other: "Measure") -> "Measure":
        """Return the measure of both selections side by side."""
        return Measure(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.cost + other.cost,
            self.introspects or other.introspects,
            self.published and other.published,
        )


NOTHING = Measure()


def measure(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Measure:
    """Return how large an operation is, with these variables. Raise Refused if it is nested too deeply to be measured."""
    return _measured(_Measuring(schema, fragments_of(document), variables), operation)


def check_all(schema: GraphQLSchema, document: DocumentNode) -> None:
    """Raise Refused if the operations of a document are together so large that the rules for documents would take long."""
    listed = list(operations(document))
    if len(listed) > 1:
        measuring = _Measuring(schema, fragments_of(document), {})
        measures = [_measured(measuring, operation) for operation in listed]
        _check_size("levels deep", max(measured.depth for measured in measures), limits.QUERY_DEPTH, DOCUMENT)
        _check_size("fields", sum(measured.fields for measured in measures), limits.QUERY_TOGETHER, DOCUMENT)


def _measured(measuring: "_Measuring", operation: OperationDefinitionNode) -> Measure:
    try:
        root = measuring.schema.get_root_type(operation.operation)
        measured = measuring.selection(operation.selection_set, root)
        return replace(measured, cost=math.ceil(measured.cost))
    except RecursionError:
        pass
    raise Refused(Message("this document is nested too deeply: make it flatter"), code="QUERY_TOO_LARGE")


def sizes(names: Sequence[str], variables: Mapping[str, Any]) -> tuple[int | None, ...]:
    """Return what these variables mean for the measure: the same sizes, the same measure. Raise Refused if they hold too much."""
    if not names:
        return ()
    parts = Parts()
    return tuple(_size(variables.get(name), parts) for name in names)


def _size(value: Any, parts: Parts) -> Any:
    """Return what the measure depends on. Of texts it depends on what they name, of numbers and lists on how many they are."""
    if isinstance(value, dict):
        return "condition", condition_cost(value, {}, parts), test_cost(value, {})
    if isinstance(value, list):
        return (len(value), condition_cost(value, {}, parts)) if value and isinstance(value[0], dict) else len(value)
    if isinstance(value, str):
        return value if value in TEXTS else ""
    return value if isinstance(value, int) else None


def size_variables(document: DocumentNode) -> Sequence[str]:
    """Return the variables that the measure of a document depends on."""
    if not has_variables(document):
        return []
    names = set[str]()
    for node in nodes_of(document):
        if not isinstance(node, ArgumentNode):
            continue
        if node.name.value in (*PAGE, IDS) and isinstance(node.value, VariableNode):
            names.add(node.value.name.value)
        elif node.name.value in ARGUMENTS:
            names.update(variables_in(node.value))
    return sorted(names)


def check(measured: Measure, described: str = "this query has") -> None:
    """Raise Refused with code QUERY_TOO_LARGE if a query is too large, naming the limit."""
    if measured.fits:
        return
    for name, size, most in (
        ("levels deep", measured.depth, limits.QUERY_DEPTH),
        ("fields", measured.fields, limits.QUERY_FIELDS),
        ("aliases", measured.aliases, limits.QUERY_ALIASES),
        ("points of cost", measured.cost, limits.QUERY_COST),
    ):
        _check_size(name, size, most, described)


def _check_size(name: str, size: float, most: int, described: str) -> None:
    if size > most:
        message = Message(
            "{described} {shown} {name}, at most {most} are allowed: ask for fewer fields or smaller pages",
            described=described,
            shown=size if size < 10**9 else "far too many",
            name=name,
            most=most,
        )
        raise Refused(message, code="QUERY_TOO_LARGE", data={"most": most})


class _Measuring:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self.schema, self.fragments, self.variables = schema, fragments, variables
        self.known: dict[tuple[str, bool], Measure] = {}
        self.is_below_all = False
        self.parts = Parts()

    def selection(self, selected: SelectionSetNode, type_: GraphQLNamedType | None) -> Measure:
        measured = NOTHING
        for node in selected.selections:
            if isinstance(node, FieldNode):
                measured = measured.plus(self.field(node, type_))
            elif isinstance(node, FragmentSpreadNode):
                measured = measured.plus(self.fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                measured = measured.plus(self.selection(node.selection_set, self.condition(node, type_)))
        return measured

    def condition(self, node: InlineFragmentNode, type_: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return self.schema.get_type(node.type_condition.name.value) if node.type_condition else type_

    def fragment(self, name: str) -> Measure:
        key = name, self.is_below_all
        if key not in self.known:
            self.known[key] = NOTHING  # one that uses itself is refused by validation
            definition = self.fragments.get(name)
            if definition is not None:
                type_ = self.schema.get_type(definition.type_condition.name.value)
                self.known[key] = self.selection(definition.selection_set, type_)
        return self.known[key]

    def field(self, node: FieldNode, type_: GraphQLNamedType | None) -> Measure:
        name = node.name.value
        served = getattr(type_, "fields", {}).get(name)
        if served is None and name in INTROSPECTION and type_ is not None:
            served = self.schema.get_field(type_, name)  # type: ignore[arg-type]
        below = get_named_type(served.type) if served is not None else None
        was_below_all, self.is_below_all = self.is_below_all, self._goes_below_all(name)
        inner = self.selection(node.selection_set, below) if node.selection_set else NOTHING
        self.is_below_all = was_below_all
        own, times = self.introspected(name) if is_introspection(type_) else self.price(node, served, type_)
        return Measure(
            inner.depth + 1,
            inner.fields + 1,
            inner.aliases + (node.alias is not None),
            own + times * inner.cost,
            inner.introspects or name in INTROSPECTION,
            inner.published and _is_published(name, served),
        )

    def introspected(self, name: str) -> tuple[float, float]:
        """Return what a field of introspection costs itself, and for how many rows its selection is answered."""
        counted = sizes_of(self.schema)
        return counted.weight, (counted.mean if self.is_below_all else counted.most).get(name, 1)

    def _goes_below_all(self, name: str) -> bool:
        """Return True if what is below a field is asked of each type once, or of each of its fields."""
        if name in (ALL, "args", "inputFields"):
            return name == ALL or self.is_below_all
        return self.is_below_all and name == "fields"

    def price(self, node: FieldNode, served: GraphQLField | None, type_: GraphQLNamedType | None) -> tuple[int, int]:
        """Return what the field costs itself, and for how many rows its selection is answered."""
        declared = declared_of(served)
        if served is None or declared is None:
            return 0, 1
        own = 0 if declared.function is None and declared.write is None else declared.cost
        own += database_cost(node, self.variables, self.parts)
        if "first" in served.args:
            return own, self.page(node)
        if not is_sized_list(served, type_):
            return own, 1
        return own, self.given_ids(node) or declared.sized or LIST_SIZE

    def page(self, node: FieldNode) -> int:
        sizes = [self.number(argument.value) for argument in node.arguments or () if argument.name.value in PAGE]
        known = [size for size in sizes if size is not None]
        return max(0, min(max(known), limits.PAGE_MOST)) if known else limits.PAGE_DEFAULT

    def number(self, node: Any) -> int | None:
        if isinstance(node, IntValueNode):
            return int(node.value[:9])
        value = self.variables.get(node.name.value) if isinstance(node, VariableNode) else None
        return value if isinstance(value, int) else None

    def given_ids(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value == IDS:
                ids = given(argument.value, self.variables)
                return len(ids) if isinstance(ids, list) else 1
        return 0


def _is_published(name: str, served: GraphQLField | None) -> bool:
    declared = declared_of(served)
    return name == TYPE_NAME or (declared is not None and bool(declared.published))


def is_sized_list(served: GraphQLField, type_: GraphQLNamedType | None) -> bool:
    """Return True if what is selected below a field counts for several rows. The edges of a page are counted by their page."""
    return is_list_type(get_nullable_type(served.type)) and "pageInfo" not in getattr(type_, "fields", {})


def operations(document: DocumentNode) -> Iterable[OperationDefinitionNode]:
    """Return the operations of a document."""
    return (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
