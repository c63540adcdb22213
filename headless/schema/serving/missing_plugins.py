"""Documents that ask for plugins that are not installed: the rest is answered, and an error names the plugin.

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

from headless.schema.types.members.ext import NAMES

MISSING_MOST = 50
"""So many are answered with an error each. Further ones are unknown fields."""
_ASKS = re.compile(r"\bext\b")


def with_absent(schema: GraphQLSchema, text: str, document: DocumentNode) -> DocumentNode:
    """Return the document with fields that raise an error of their own in place of those of absent plugins."""
    if _ASKS.search(text) is None:
        return document
    info = TypeInfo(schema)
    replacing = _Replacing(info)
    replaced: DocumentNode = visit(document, TypeInfoVisitor(info, replacing))
    return _without_strays(schema, replaced) if replacing.replaced else document


class _Replacing(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info, self.replaced = info, 0

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        """Replace what MemberExt and MerchantExt do not have."""
        parent: Any = self._info.get_parent_type()
        name = node.name.value
        if parent is None or parent.name not in NAMES or name in parent.fields or name.startswith("__"):
            return None
        if self.replaced >= MISSING_MOST:
            return None
        self.replaced += 1
        plugin = ArgumentNode(name=NameNode(value="plugin"), value=StringValueNode(value=_snake(name)))
        return FieldNode(
            alias=node.alias or node.name, name=NameNode(value="missing"), arguments=(plugin,),
            directives=node.directives, selection_set=None, loc=node.loc,
        )  # fmt: skip


def _without_strays(schema: GraphQLSchema, document: DocumentNode) -> DocumentNode:
    """Leave out fragments that only the replaced fields used, on types that are gone with their plugin."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    used: set[str] = set()
    waiting = [
        name
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        for name in _spreads(definition)
    ]
    while waiting:
        name = waiting.pop()
        if name not in used and name in fragments:
            used.add(name)
            waiting += _spreads(fragments[name])
    kept = [
        definition
        for definition in document.definitions
        if not isinstance(definition, FragmentDefinitionNode)
        or definition.name.value in used
        or definition.type_condition.name.value in schema.type_map
    ]
    return DocumentNode(definitions=tuple(kept), loc=document.loc)


def _spreads(node: Node) -> Iterator[str]:
    for key in node.keys:
        value = getattr(node, key, None)
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, FragmentSpreadNode):
                yield child.name.value
            elif isinstance(child, Node):
                yield from _spreads(child)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
