"""Documents checked before they are stored: what the server would refuse later is told now."""

from collections.abc import Sequence

from graphql import GraphQLError, GraphQLSchema

from headless.engine.texts.languages import LANGUAGES
from headless.engine.texts.told import Told
from headless.errors import HeadlessError
from headless.messages import Message
from headless.schema.serving.documents.cost import check, check_all, measure, operations
from headless.schema.serving.documents.validation import parsed, problems_of
from headless.schema.serving.library_errors import told
from headless.schema.serving.missing_plugins import with_absent


def faults_of(schema: GraphQLSchema, text: str) -> list[str]:
    """Return what is wrong with a document, nothing if it can be answered."""
    try:
        document = parsed(text)
        check_all(schema, document)
    except GraphQLError as fault:
        return [_told(fault)]
    except HeadlessError as fault:
        return [fault.message]
    listed = list(operations(document))
    if not listed:
        return [Message("it has no operation")]
    faults = [_told(fault) for fault in problems_of(schema, with_absent(schema, text, document))]
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
        for node in operations(parsed(text))
    ]


def _told(fault: GraphQLError) -> str:
    at = fault.locations[0] if fault.locations else None
    words = Told({lang: told(fault, lang) for lang in LANGUAGES})
    return words if at is None else Message("line {line}: {fault}", line=at.line, fault=words)
