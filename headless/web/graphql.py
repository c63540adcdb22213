"""POST /graphql, and GET for queries and for the page to try them on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from headless.engine.texts.languages import preferred
from headless.schema.serving.execution import Api
from headless.services.kernel.kernel import Kernel
from headless.web.authentication import Authentication
from headless.web.bodies import media_type, parse_json, read_body
from headless.web.live.streams import Streams, streams_wanted
from headless.web.metrics import Metrics
from headless.web.operations import operation_of
from headless.web.problems import Malformed, answer
from headless.web.request_ids import with_request_id

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
TAKES = (JSON, "application/graphql+json")


@dataclass(frozen=True, slots=True)
class GraphqlEndpoint:
    """GraphQL operations."""

    kernel: Kernel
    api: Api
    authentication: Authentication
    metrics: Metrics
    page: str
    streams: Streams

    async def answer(self, request: Request) -> Response:
        """Answer one operation, or the page if a browser asks for it."""
        if request.method == "GET" and "query" not in request.query_params:
            if "text/html" in request.headers.get("accept", ""):
                return HTMLResponse(self.page, headers=PAGE_HEADERS)
            raise Malformed("send an operation: ?query={merchant{name}}, or by POST as JSON", code="QUERY_MISSING")
        principal = await self.authentication.of(request)
        given = _parameters(request) if request.method == "GET" else await _document(request)
        asked = operation_of(
            given, preferred(request.headers.get("accept-language", "")), reads_only=request.method == "GET"
        )
        if streams_wanted(request):
            return await self.streams.answer(principal, asked, lambda: self.authentication.of(request))
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


def _sent(request: Request, response: dict[str, Any]) -> Response:
    if GRAPHQL_JSON in request.headers.get("accept", ""):
        return answer(response, 200 if "data" in response else 400, GRAPHQL_JSON)
    return answer(response)
