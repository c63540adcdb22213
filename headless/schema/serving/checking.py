"""Documents checked before they are stored: what the server would refuse later is told now."""

from collections.abc import Sequence

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate

from headless.engine.values import limits
from headless.errors import HeadlessError
from headless.schema.serving.missing_plugins import with_absent
from headless.schema.serving.query_cost import check, measure, operations


def faults_of(schema: GraphQLSchema, text: str) -> list[str]:
    """Return what is wrong with a document, nothing if it can be answered."""
    try:
        document = _parsed(text)
    except GraphQLError as fault:
        return [_told(fault)]
    listed = list(operations(document))
    if not listed:
        return ["it has no operation"]
    faults = [_told(fault) for fault in validate(schema, with_absent(schema, text, document), max_errors=20)]
    for operation in listed if not faults else ():
        try:
            check(measure(schema, document, operation, {}))
        except HeadlessError as fault:
            faults.append(fault.message)
    return faults


def operation_names(text: str) -> Sequence[str]:
    """Return what the operations of a document are called, with their kind: `query Home`."""
    return [
        f"{node.operation.value} {node.name.value}" if node.name else node.operation.value
        for node in operations(_parsed(text))
    ]


def _parsed(text: str) -> DocumentNode:
    return parse(text, max_lexical_tokens=limits.QUERY_TOKENS, max_comments=limits.QUERY_TOKENS)


def _told(fault: GraphQLError) -> str:
    at = fault.locations[0] if fault.locations else None
    return fault.message if at is None else f"line {at.line}: {fault.message}"
