"""POST /graphql, and GET for queries and for the page to try them on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from headless.engine.texts.languages import preferred
from headless.engine.values.limits import QUERY_CHARACTERS
from headless.schema.serving.execution import Api
from headless.schema.serving.execution import Request as Asked
from headless.services.kernel.kernel import Kernel
from headless.web.authentication import Authentication
from headless.web.bodies import media_type, parse_json, read_body
from headless.web.metrics import Metrics
from headless.web.problems import Malformed, answer
from headless.web.request_ids import with_request_id

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
TAKES = (JSON, "application/graphql+json")
NUL = re.compile(r"\x00|\\u(0000|\{0+\})")


@dataclass(frozen=True, slots=True)
class GraphqlEndpoint:
    """GraphQL operations."""

    kernel: Kernel
    api: Api
    authentication: Authentication
    metrics: Metrics
    page: str

    async def answer(self, request: Request) -> Response:
        """Answer one operation, or the page if a browser asks for it."""
        if request.method == "GET" and "query" not in request.query_params:
            if "text/html" in request.headers.get("accept", ""):
                return HTMLResponse(self.page, headers=PAGE_HEADERS)
            raise Malformed("send an operation: ?query={merchant{name}}, or by POST as JSON", code="QUERY_MISSING")
        principal = await self.authentication.of(request)
        given = _parameters(request) if request.method == "GET" else await _document(request)
        asked = _asked(given, preferred(request.headers.get("accept-language", "")), reads_only=request.method == "GET")
        response = await self.api.answer(self.kernel, principal, asked)
        if asked.tally:
            self.metrics.events(asked.tally)
        if "errors" in response:
            self.metrics.errors(error["extensions"]["code"] for error in response["errors"])
            response = with_request_id(response)
        return _sent(request, response)


# The page carries its own script and style, and may talk to us alone.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def _document(request: Request) -> Mapping[str, Any]:
    if media_type(request) not in TAKES:
        sent = media_type(request)[:60] or "nothing"
        message = f"the content type is {sent}: send Content-Type: application/json"
        raise Malformed(message, code="UNSUPPORTED_MEDIA_TYPE", status=415)
    document = parse_json(await read_body(request))
    if not isinstance(document, dict):
        kind = "a list; one operation is taken at a time" if isinstance(document, list) else "no object"
        raise Malformed(f'the body is {kind}: send {{"query": "{{merchant{{name}}}}"}}', code="INVALID_REQUEST")
    return document


def _parameters(request: Request) -> Mapping[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = parse_json(given[name].encode("utf-8", "surrogatepass"), name)
    return given


def _asked(given: Mapping[str, Any], lang: str, *, reads_only: bool) -> Asked:
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    variables = {} if variables is None or variables == "" else variables
    if not isinstance(query, str) or not query.strip():
        raise Malformed("query is missing: send the operation as a text", code="QUERY_MISSING")
    if ("\x00" in query or "\\u" in query) and NUL.search(query):
        raise Malformed("the query holds a NUL character, which no text may: leave it out", code="INVALID_REQUEST")
    if len(query) > QUERY_CHARACTERS:
        message = f"the query has {len(query)} characters, at most {QUERY_CHARACTERS} are taken: use variables"
        raise Malformed(message, code="QUERY_TOO_LARGE")
    if not isinstance(variables, dict):
        raise Malformed("variables must be an object", code="INVALID_REQUEST")
    if name is not None and not isinstance(name, str):
        raise Malformed("operationName must be a text", code="INVALID_REQUEST")
    return Asked(query, variables, name or None, lang, reads_only)


def _sent(request: Request, response: dict[str, Any]) -> Response:
    if GRAPHQL_JSON in request.headers.get("accept", ""):
        return answer(response, 200 if "data" in response else 400, GRAPHQL_JSON)
    return answer(response)
