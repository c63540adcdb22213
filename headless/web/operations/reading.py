"""Operations as they are sent: in the query of a GET, in the body of a POST, alone or several at once."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from headless.engine.values.limits import QUERY_CHARACTERS
from headless.messages import Message
from headless.schema.serving.execution import Request as Asked
from headless.web.bodies import json_body, media_type, parse_json
from headless.web.problems import Malformed

TAKES = ("application/json", "application/graphql+json")
NUL = re.compile(r"\x00|\\u(0000|\{0+\})")
IDS = ("documentId", "id", "doc_id")
"""What clients call the id of a document that is stored with us."""
NAMES = ("query", "extensions", *IDS)


async def sent_by_post(request: Request) -> Any:
    """Return what a body holds: an operation, or a list of them.

    Raises:
        Malformed: the body is of another type, or is neither.
    """
    if media_type(request) not in TAKES:
        sent = media_type(request)[:60] or "nothing"
        message = Message("the content type is {sent}: send Content-Type: application/json", sent=sent)
        raise Malformed(message, code="UNSUPPORTED_MEDIA_TYPE", status=415)
    document = await json_body(request)
    if not isinstance(document, dict | list):
        raise Malformed(
            Message('the body is no object: send {{"query": "{{merchant{{name}}}}"}}'), code="INVALID_REQUEST"
        )
    return document


def sent_by_get(request: Request) -> Mapping[str, Any]:
    """Return the operation of a query string."""
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = parse_json(given[name].encode("utf-8", "surrogatepass"), name)
    return given


def is_operation(request: Request) -> bool:
    """Return True if a query string holds an operation or names a document."""
    return any(name in request.query_params for name in NAMES)


def operation_of(query: Any, given: Mapping[str, Any], lang: str, *, reads_only: bool) -> Asked:
    """Return the operation that is asked for, with the text of its document.

    Raises:
        Malformed: a part of it has another form.
    """
    name, extensions = given.get("operationName"), given.get("extensions")
    variables = given.get("variables")
    variables = {} if variables is None or variables == "" else variables
    if not isinstance(query, str) or not query.strip():
        raise Malformed(Message("query is missing: send the operation as a text"), code="QUERY_MISSING")
    if ("\x00" in query or "\\u" in query) and NUL.search(query):
        raise Malformed(
            Message("the query holds a NUL character, which no text may: leave it out"), code="INVALID_REQUEST"
        )
    if len(query) > QUERY_CHARACTERS:
        message = Message(
            "the query has {count} characters, at most {query_characters} are taken: use variables",
            count=len(query),
            query_characters=QUERY_CHARACTERS,
        )
        raise Malformed(message, code="QUERY_TOO_LARGE")
    if not isinstance(variables, dict):
        raise Malformed(Message("variables must be an object"), code="INVALID_REQUEST")
    if extensions is not None and extensions != "" and not isinstance(extensions, dict):
        raise Malformed(Message("extensions must be an object"), code="INVALID_REQUEST")
    if name is not None and not isinstance(name, str):
        raise Malformed(Message("operationName must be a text"), code="INVALID_REQUEST")
    return Asked(query, variables, name or None, lang, reads_only)
