"""Documents that ask for plugins which are not installed: the rest of the page is answered, and the gap is named.

Asking for an unknown field would refuse the whole document. Under `ext` alone it becomes `missing(plugin: ...)`, which answers
null with an error that says so.
"""

import re
from collections.abc import Iterator
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    NameNode,
    Node,
    OperationDefinitionNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from headless.schema.types.members.ext import NAME

_ASKS = re.compile(r"\bext\b")


def with_absent(schema: GraphQLSchema, text: str, document: DocumentNode) -> DocumentNode:
    """The document in which what asks for absent plugins is answered by an error of its own."""
    if _ASKS.search(text) is None:
        return document
    info = TypeInfo(schema)
    replacing = _Replacing(info)
    found: DocumentNode = visit(document, TypeInfoVisitor(info, replacing))
    return _without_strays(schema, found) if replacing.replaced else document


class _Replacing(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info, self.replaced = info, False

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        """Replace what MemberExt does not have."""
        parent: Any = self._info.get_parent_type()
        name = node.name.value
        if parent is None or parent.name != NAME or name in parent.fields or name.startswith("__"):
            return None
        self.replaced = True
        plugin = ArgumentNode(name=NameNode(value="plugin"), value=StringValueNode(value=_snake(name)))
        return FieldNode(
            alias=node.alias or node.name, name=NameNode(value="missing"), arguments=(plugin,),
            directives=node.directives, selection_set=None, loc=node.loc,
        )  # fmt: skip


def _without_strays(schema: GraphQLSchema, document: DocumentNode) -> DocumentNode:
    """Leave out fragments that only the replaced fields used, on types that are gone with their plugin."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    used: set[str] = set()
    waiting = [
        name for each in document.definitions if isinstance(each, OperationDefinitionNode) for name in _spreads(each)
    ]
    while waiting:
        name = waiting.pop()
        if name not in used and name in fragments:
            used.add(name)
            waiting += _spreads(fragments[name])
    kept = [
        each
        for each in document.definitions
        if not isinstance(each, FragmentDefinitionNode)
        or each.name.value in used
        or each.type_condition.name.value in schema.type_map
    ]
    return DocumentNode(definitions=tuple(kept), loc=document.loc)


def _spreads(node: Node) -> Iterator[str]:
    for key in node.keys:
        value = getattr(node, key, None)
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, FragmentSpreadNode):
                yield each.name.value
            elif isinstance(each, Node):
                yield from _spreads(each)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
