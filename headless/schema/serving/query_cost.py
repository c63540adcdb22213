"""What a query would cost, found in one pass that looks at each fragment once: depth, fields, aliases, rows.

Fragments that use each other can make a short text mean billions of fields; so nothing here expands them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_list_type,
    is_non_null_type,
    visit,
)

from headless.engine.values import limits
from headless.errors import Refused
from headless.schema.base.fields import LIST_SIZE, Field

DEFINITION = "strawberry-definition"
PAGE = ("first", "last")
IDS = "ids"


@dataclass(frozen=True, slots=True)
class Measure:
    """How large a selection is; `cost` counts a fetch for each row that is expected to need one."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    cost: int = 0
    introspects: bool = False

    def beside(self, other: "Measure") -> "Measure":
        """Both selections side by side."""
        return Measure(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.cost + other.cost,
            self.introspects or other.introspects,
        )


NOTHING = Measure()


def measure(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Measure:
    """How large an operation is, with these variables."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    root = schema.get_root_type(operation.operation)
    return _Measuring(schema, fragments, variables).selection(operation.selection_set, root)


def sizes(names: Sequence[str], variables: Mapping[str, Any]) -> tuple[int | None, ...]:
    """What these variables mean for the measure: the same sizes, the same measure."""
    given = (variables.get(name) for name in names)
    return tuple(len(each) if isinstance(each, list) else each if isinstance(each, int) else None for each in given)


def size_variables(document: DocumentNode) -> Sequence[str]:
    """The variables that the measure of a document hangs on."""
    finding = _Sizing()
    visit(document, finding)
    return sorted(finding.found)


class _Sizing(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Note the variable of a page's or a list of ids' size."""
        if node.name.value in (*PAGE, IDS) and isinstance(node.value, VariableNode):
            self.found.add(node.value.name.value)


def check(found: Measure) -> None:
    """Refuse what is too large. Errors: Refused with code QUERY_TOO_LARGE, naming the limit."""
    for name, size, most in (
        ("levels deep", found.depth, limits.QUERY_DEPTH),
        ("fields", found.fields, limits.QUERY_FIELDS),
        ("aliases", found.aliases, limits.QUERY_ALIASES),
        ("points of cost", found.cost, limits.QUERY_COST),
    ):
        if size > most:
            shown = str(size) if size < 10**9 else "far too many"
            raise Refused(
                f"this query has {shown} {name}, at most {most} are allowed: ask for fewer fields or smaller pages",
                code="QUERY_TOO_LARGE",
                data={"most": most},
            )


class _Measuring:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self.schema, self.fragments, self.variables = schema, fragments, variables
        self.known: dict[str, Measure] = {}

    def selection(self, selected: SelectionSetNode, type_: GraphQLNamedType | None) -> Measure:
        found = NOTHING
        for each in selected.selections:
            if isinstance(each, FieldNode):
                found = found.beside(self.field(each, type_))
            elif isinstance(each, FragmentSpreadNode):
                found = found.beside(self.fragment(each.name.value))
            elif isinstance(each, InlineFragmentNode):
                found = found.beside(self.selection(each.selection_set, self.condition(each, type_)))
        return found

    def condition(self, each: InlineFragmentNode, type_: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return self.schema.get_type(each.type_condition.name.value) if each.type_condition else type_

    def fragment(self, name: str) -> Measure:
        if name not in self.known:
            self.known[name] = NOTHING  # one that uses itself is refused by validation
            definition = self.fragments.get(name)
            if definition is not None:
                type_ = self.schema.get_type(definition.type_condition.name.value)
                self.known[name] = self.selection(definition.selection_set, type_)
        return self.known[name]

    def field(self, each: FieldNode, type_: GraphQLNamedType | None) -> Measure:
        name = each.name.value
        served = getattr(type_, "fields", {}).get(name)
        below = get_named_type(served.type) if served is not None else None
        inner = self.selection(each.selection_set, below) if each.selection_set else NOTHING
        own, times = self.price(each, served, type_)
        return Measure(
            inner.depth + 1,
            inner.fields + 1,
            inner.aliases + (each.alias is not None),
            own + times * inner.cost,
            inner.introspects or name in ("__schema", "__type"),
        )

    def price(self, each: FieldNode, served: GraphQLField | None, type_: GraphQLNamedType | None) -> tuple[int, int]:
        """What the field costs itself, and how many rows its selection is answered for."""
        declared = served.extensions.get(DEFINITION) if served is not None else None
        if served is None or not isinstance(declared, Field):
            return 0, 1
        own = 0 if declared.function is None and declared.write is None else 1
        if "first" in served.args:
            return own, self.page(each)
        if not _is_list(served.type) or "pageInfo" in getattr(type_, "fields", {}):
            return own, 1
        return own, self.given_ids(each) or declared.sized or LIST_SIZE

    def page(self, each: FieldNode) -> int:
        sizes = [self.number(given.value) for given in each.arguments or () if given.name.value in PAGE]
        known = [size for size in sizes if size is not None]
        return max(0, min(max(known), limits.PAGE_MOST)) if known else limits.PAGE_DEFAULT

    def number(self, node: Any) -> int | None:
        if isinstance(node, IntValueNode):
            return int(node.value[:9])
        found = self.variables.get(node.name.value) if isinstance(node, VariableNode) else None
        return found if isinstance(found, int) else None

    def given_ids(self, each: FieldNode) -> int:
        for given in each.arguments or ():
            if given.name.value == IDS:
                return _length(given.value, self.variables)
        return 0


def _length(node: Any, variables: Mapping[str, Any]) -> int:
    if isinstance(node, ListValueNode):
        return len(node.values)
    found = variables.get(node.name.value) if isinstance(node, VariableNode) else None
    return len(found) if isinstance(found, list) else 1


def _is_list(type_: Any) -> bool:
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)


def operations(document: DocumentNode) -> Iterable[OperationDefinitionNode]:
    """The operations of a document."""
    return (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
