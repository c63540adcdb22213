"""Documents, from text to what may be answered: each step costs no more than the text is long.

What is large is counted before anything walks it more than once: definitions, fields, literals and lists. The fields that
fragments come to are counted by `cost`, which visits each fragment once, for every operation of the document.
"""

import re
from collections.abc import Sequence
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    Node,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    UniqueVariableNamesRule,
    ValueNode,
    VariableDefinitionNode,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    parse,
    specified_rules,
    validate,
)

from headless.engine.values import limits
from headless.errors import Refused
from headless.messages import Message
from headless.resolvers.executing.variables import has_variables
from headless.schema.serving.documents.merging import merging_problem
from headless.schema.serving.documents.parts import Parts, at_once
from headless.schema.serving.documents.source import source_of

PROBLEMS_MOST = 20
LONG_CHARACTERS, RULES_OF_PART = 500, 12
PLAIN = ("loc", "name", "alias", "operation", "type", "type_condition", "variable", "block")
"""Parts of nodes that have neither fields nor literals below them."""


class _ByIdentity(dict[Any, Any]):
    """A dictionary of nodes by which they are: the library's would go through all that is below a node each time."""

    def get(self, node: Any, default: Any = None) -> Any:
        """Return what is kept for a node."""
        return super().get(id(node), default)

    def __setitem__(self, node: Any, value: Any) -> None:
        super().__setitem__(id(node), value)


class _Quick(ASTValidationRule):
    """No rule: it is asked first, and gives the context of the others quicker memories."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        for name in ("_variable_usages", "_recursive_variable_usages", "_fragment_spreads"):
            if getattr(context, name, None) == {}:
                setattr(context, name, _ByIdentity())


_OF_VARIABLES = (
    VariablesAreInputTypesRule, UniqueVariableNamesRule, NoUndefinedVariablesRule, NoUnusedVariablesRule,
    VariablesInAllowedPositionRule,
)  # fmt: skip
_RULES: tuple[type[ASTValidationRule], ...] = (
    _Quick,
    *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
)
_WITHOUT_VARIABLES = tuple(rule for rule in _RULES if rule not in _OF_VARIABLES)
"""Rules for a document in which no variable is named: a quarter of the time is spent on looking for them."""
_LONG_NUMBER = re.compile(rf"[0-9]{{{limits.LITERAL_DIGITS + 1}}}|[eE][+-]?[0-9]{{3}}")


def parsed(query: str) -> DocumentNode:
    """Return the document of a text. Raise GraphQLError if it is none, and Refused if it is too large to be looked at."""
    return at_once(parsed_in_parts(query))


def parsed_in_parts(query: str) -> Parts[DocumentNode]:
    """Return what `parsed` does."""
    document = parse(source_of(query), max_lexical_tokens=limits.QUERY_TOKENS, max_comments=limits.QUERY_TOKENS)
    yield
    _unchain(document)
    _Counting(has_long_numbers=_LONG_NUMBER.search(query) is not None).check(document)
    return document


def problems_of(schema: GraphQLSchema, document: DocumentNode) -> Sequence[GraphQLError]:
    """Return what is wrong with a document, nothing if it can be answered."""
    rules = _RULES if has_variables(document) else _WITHOUT_VARIABLES
    problems = validate(schema, document, rules, max_errors=PROBLEMS_MOST)
    if problems:
        return problems
    conflict = merging_problem(schema, document)
    return [] if conflict is None else [conflict]


def problems_in_parts(schema: GraphQLSchema, document: DocumentNode) -> Parts[Sequence[GraphQLError]]:
    """Return what `problems_of` does. A long document is looked at in parts: by a few rules at a time."""
    if len(document.loc.source.body if document.loc else "") < LONG_CHARACTERS:
        return problems_of(schema, document)
    rules = _RULES if has_variables(document) else _WITHOUT_VARIABLES
    for start in range(1, len(rules), RULES_OF_PART):
        if validate(schema, document, (_Quick, *rules[start : start + RULES_OF_PART]), max_errors=1):
            # Asked once more, so that all problems are told, in their order.
            return problems_of(schema, document)
        yield
    conflict = merging_problem(schema, document)
    return [] if conflict is None else [conflict]


def _unchain(document: DocumentNode) -> None:
    """Take the tokens of a document apart: linked both ways they are garbage that only the collector finds."""
    token: Any = document.loc.start_token if document.loc else None
    while token is not None:
        following = token.next
        token.prev = token.next = None
        token = following


class _Counting:
    """Counts what a document holds, in one walk."""

    def __init__(self, *, has_long_numbers: bool) -> None:
        self.has_long_numbers = has_long_numbers
        self._known_keys: dict[type[Node], Sequence[str]] = {}

    def check(self, document: DocumentNode) -> None:
        kinds = [type(node) for node in document.definitions]
        self._most("operations", kinds.count(OperationDefinitionNode), limits.QUERY_OPERATIONS)
        self._most("fragments", kinds.count(FragmentDefinitionNode), limits.QUERY_FRAGMENTS)
        fields = literals = variables = 0
        waiting: list[Node] = [document]
        while waiting:
            node = waiting.pop()
            if isinstance(node, FieldNode):
                fields += 1
            elif isinstance(node, ValueNode):
                literals += 1
                self._check_value(node)
            elif isinstance(node, VariableDefinitionNode):
                variables += 1
            for key in self._keys(type(node)):
                below = getattr(node, key, None)
                if isinstance(below, Node):
                    waiting.append(below)
                elif below and isinstance(below, tuple | list):
                    waiting.extend(below)
        self._most("written fields", fields, limits.QUERY_WRITTEN)
        self._most("literals", literals, limits.QUERY_WRITTEN)
        self._most("variables", variables, limits.QUERY_VARIABLES)

    def _keys(self, kind: type[Node]) -> Sequence[str]:
        keys = self._known_keys.get(kind)
        if keys is None:
            keys = self._known_keys[kind] = [key for key in kind.keys if key not in PLAIN]
        return keys

    def _check_value(self, node: ValueNode) -> None:
        if isinstance(node, ListValueNode):
            self._most("items in one list", len(node.values), limits.LIST_MOST)
        elif (
            self.has_long_numbers
            and isinstance(node, IntValueNode | FloatValueNode)
            and _LONG_NUMBER.search(node.value)
        ):
            message = Message(
                "a number has more than {digits} digits: write fewer, or a text", digits=limits.LITERAL_DIGITS
            )
            raise GraphQLError(message, node)

    def _most(self, name: str, count: int, most: int) -> None:
        if count > most:
            message = Message(
                "this document has {count} {name}, at most {most} are allowed: split it, or use variables",
                count=count,
                name=name,
                most=most,
            )
            raise Refused(message, code="QUERY_TOO_LARGE", data={"most": most})
