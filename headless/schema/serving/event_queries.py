"""Queries on an event that are stored, such as those of webhook endpoints: checked when they are saved, answered later."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    Node,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from headless.errors import HeadlessError, Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.schema.serving.documents.validation import parsed
from headless.schema.serving.execution import Api, NotValid, Request
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.webhooks import payloads

READ = "events:read"
PAYLOAD, EVENT = "payload", "event"
KEPT_CHARACTERS = 10_000
"""Longer ones are not remembered: what is remembered stays small."""


class EventQueries:
    """Checks and answers selections on Event, as tokens may see it."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def check(self, principal: Principal, query: str) -> None:
        """Raise Invalid or Refused if a query cannot be answered, and Denied if the token lacks a scope that it needs."""
        principal.require(READ)
        try:
            prepared = self._api.prepare(principal, _request(document_of(query), 0))
        except NotValid as fault:
            raise invalid(fault.problems[0].message) from None
        except GraphQLError as fault:
            raise invalid(fault.message) from None
        types = TypeInfo(self._api.schema)
        visit(prepared.known.document, TypeInfoVisitor(types, _Scopes(types, principal)))

    async def answer(self, kernel: Kernel, principal: Principal, query: str, event_id: int) -> payloads.Answer:
        """Answer a query as a token may see it.

        Raises:
            Vanished: there is no such event.
            HeadlessError: the query cannot be answered as a whole.
        """
        principal.require(READ)
        response = await self._api.answer(kernel, principal, _request(document_of(query), event_id))
        data, errors = response.get("data") or {}, response.get("errors", [])
        if data.get(EVENT) is None or data.get(PAYLOAD) is None:
            if errors:
                code = errors[0].get("extensions", {}).get("code", "INVALID_QUERY")
                raise HeadlessError(Message.plain(errors[0]["message"]), code=code)
            raise payloads.vanished()
        return payloads.Answer(data[EVENT]["occurredAt"], data[PAYLOAD], list(map(_shown, errors)))


class _Scopes(Visitor):
    """Asks of each field if the token may use it."""

    def __init__(self, types: TypeInfo, principal: Principal) -> None:
        super().__init__()
        self._types, self._principal = types, principal

    def enter_field(self, *_: Any) -> None:
        """Raise Denied if the token may not use the field."""
        field = self._types.get_field_def()
        answer: Answer | None = None if field is None else field.extensions.get(EXTENSION)
        if answer is not None:
            answer.require(self._principal)


def document_of(query: str) -> str:
    """Return the whole document that a selection on Event stands for.

    Raises:
        Invalid: it is no selection, or more than that.
        Refused: it is larger than a document may be.
    """
    return _short_document(query) if len(query) <= KEPT_CHARACTERS else _document(query)


def _document(query: str) -> str:
    try:
        document = parsed(query)
    except GraphQLError as fault:
        raise invalid(fault.message) from None
    selection = _text(query, _alone(document).selection_set)
    fragments = [_text(query, node) for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    root = f"query Webhook($id: ID!) {{ {EVENT}: node(id: $id) {{ ... on Event {{ occurredAt }} }} "
    return "\n".join([f"{root}{PAYLOAD}: node(id: $id) {{ ... on Event {selection} }} }}", *fragments])


_short_document = lru_cache(maxsize=256)(_document)


def _text(query: str, node: Node) -> str:
    """Return a part of a text as it was written."""
    assert node.loc is not None
    return query[node.loc.start : node.loc.end]


def invalid(reason: str) -> Invalid:
    """Return the error of a query that cannot be answered."""
    message = Message("the query cannot be answered: {reason}", reason=Message.plain(reason))
    return Invalid(message, code="INVALID_QUERY", data={"path": ["query"]})


def _alone(document: DocumentNode) -> OperationDefinitionNode:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    others = [
        node for node in document.definitions if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    if (
        len(operations) != 1
        or others
        or operations[0].operation is not OperationType.QUERY
        or _has_extras(operations[0])
    ):
        message = Message("write the fields of an event in braces, such as {{ type data member {{ number }} }}")
        raise Invalid(message, code="INVALID_QUERY", data={"path": ["query"]})
    return operations[0]


def _has_extras(operation: OperationDefinitionNode) -> bool:
    return bool(operation.variable_definitions or operation.directives)


def _request(text: str, event_id: int) -> Request:
    return Request(text, {"id": encode(Prefix.EVENT, event_id)})


def _shown(error: dict[str, Any]) -> dict[str, Any]:
    """Return an error with its path from the event on, and without what is for the log of requests."""
    path: Sequence[Any] = error.get("path") or ()
    code = error.get("extensions", {}).get("code")
    return {"message": error["message"], "path": list(path[1:]), "extensions": {"code": code}}
