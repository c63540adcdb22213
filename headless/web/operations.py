"""What a caller sends to be answered: an operation, its variables and its name, by whichever door it comes."""

import re
from collections.abc import Mapping
from typing import Any

from headless.engine.values.limits import QUERY_CHARACTERS
from headless.messages import Message
from headless.schema.serving.execution import Request
from headless.web.problems import Malformed

NUL = re.compile(r"\x00|\\u(0000|\{0+\})")


def operation_of(given: Mapping[str, Any], lang: str, *, reads_only: bool) -> Request:
    """Return the operation that a caller sends. Raise Malformed if it is none."""
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
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
    if name is not None and not isinstance(name, str):
        raise Malformed(Message("operationName must be a text"), code="INVALID_REQUEST")
    return Request(query, variables, name or None, lang, reads_only)
