"""POST /graphql, and GET for queries and for the page to try them on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from headless.errors import HeadlessError
from headless.messages import Message
from headless.schema.serving.error_format import of_error
from headless.schema.serving.execution import Api
from headless.schema.serving.execution import Request as Asked
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.rates.rates import points_of_cost
from headless.web.authentication import Authentication
from headless.web.browsers.caching import kept, not_kept
from headless.web.browsers.pages import Pages
from headless.web.headers import header
from headless.web.live.streams import Streams, streams_wanted
from headless.web.metrics import Metrics
from headless.web.operations.documents import Documents
from headless.web.operations.reading import is_operation, sent_by_get, sent_by_post
from headless.web.problems import Malformed, answer, language_of, on_error, status_of
from headless.web.request_ids import with_request_id

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
READS = ("GET", "HEAD")
OK = 200


@dataclass(frozen=True, slots=True)
class GraphqlEndpoint:
    """GraphQL operations. pages: None if browsers get none."""

    kernel: Kernel
    api: Api
    authentication: Authentication
    metrics: Metrics
    documents: Documents
    streams: Streams
    pages: Pages | None = None

    async def answer(self, request: Request) -> Response:
        """Answer one operation or a list of them, or the page if a browser asks for it."""
        lang = language_of(request)
        if request.method in READS:
            return await self._by_get(request, lang)
        principal = await self.authentication.of(request)
        given = await sent_by_post(request)
        if principal.limits:
            await self.authentication.pay_for_body(request, principal)
        if isinstance(given, list):
            return _sent(request, await self._several(principal, given, lang), lang)
        asked = await self.documents.operation(principal, given, lang)
        if streams_wanted(request):
            return await self._streamed(request, principal, asked)
        return _sent(request, await self._answered(principal, asked), lang)

    async def _by_get(self, request: Request, lang: str) -> Response:
        if not is_operation(request):
            if self.pages is not None and "text/html" in header(request, b"accept"):
                return self.pages.answer("plain" in request.query_params)
            raise Malformed(
                Message("send an operation: ?query={{merchant{{name}}}}, or by POST as JSON"), code="QUERY_MISSING"
            )
        try:
            principal = await self.authentication.of(request)
            asked = await self.documents.operation(principal, sent_by_get(request), lang, reads_only=True)
            if streams_wanted(request):
                return await self._streamed(request, principal, asked)
            response = await self._answered(principal, asked)
        except HeadlessError as error:
            return not_kept(on_error(error, lang))
        if _is_mutation(response):
            return not_kept(answer(response, 405, Allow="POST"))
        sent = _sent(request, response, lang)
        if "errors" not in response and self.api.is_published(asked):
            return kept(request, sent, self.kernel.settings.cache_seconds)
        return not_kept(sent)

    async def _streamed(self, request: Request, principal: Principal, asked: Asked) -> Response:
        return await self.streams.answer(principal, asked, lambda: self.authentication.of(request))

    async def _answered(self, principal: Principal, asked: Asked, *, is_paid: bool = False) -> dict[str, Any]:
        response = await self.api.answer(self.kernel, principal, asked, is_paid=is_paid)
        self.metrics.answer(asked, response)
        if "errors" in response:
            response = with_request_id(response)
        return response

    async def _several(self, principal: Principal, given: Sequence[Any], lang: str) -> list[dict[str, Any]]:
        """Answer a list of operations one after the other, each for itself. Together they have the limits of one."""
        most = self.kernel.settings.batch
        if not given:
            raise Malformed(Message("the list is empty: send at least one operation"), code="INVALID_REQUEST")
        if len(given) > most:
            message = Message(
                "the list has {count} operations, at most {most} are taken at once: split it",
                count=len(given),
                most=most,
            )
            raise Malformed(message, code="BATCH_TOO_LARGE")
        listed = [await self._one_of(principal, item, lang) for item in given]
        asked = [item for item in listed if isinstance(item, Asked)]
        if principal.limits:
            await self.api.pay_for_documents(self.kernel, principal, asked)
        total = self.api.check_together(asked)
        if principal.limits:
            # All at once, so that none of them is answered and lost.
            await self.kernel.allowances.spend(principal.limits, len(listed) - 1 + points_of_cost(total.cost))
        return [
            await self._answered(principal, item, is_paid=True)
            if isinstance(item, Asked)
            else with_request_id({"errors": [of_error(item, lang)]})
            for item in listed
        ]

    async def _one_of(self, principal: Principal, given: Any, lang: str) -> Asked | HeadlessError:
        try:
            if not isinstance(given, dict):
                raise Malformed(
                    Message('an item is no object: send {{"query": "{{merchant{{name}}}}"}}'), code="INVALID_REQUEST"
                )
            return await self.documents.operation(principal, given, lang)
        except HeadlessError as error:
            return error


def _http_status(response: Any) -> int:
    """Return 200 if anything of an operation, or of one of several, could be answered, else why not if that is our fault."""
    if not isinstance(response, list):
        return status_of(response) if "errors" in response else OK
    statuses = [status_of(item) for item in response]
    return OK if OK in statuses else max(statuses)


def _sent(request: Request, response: Any, lang: str) -> Response:
    http = _http_status(response)
    if GRAPHQL_JSON in header(request, b"accept"):
        is_refused = http == OK and not isinstance(response, list) and "data" not in response
        sent = answer(response, 400 if is_refused else http, GRAPHQL_JSON)
    else:
        sent = answer(response, http)
    sent.raw_headers.append((b"content-language", lang.encode()))
    return sent


def _is_mutation(response: Mapping[str, Any]) -> bool:
    """Return True if an operation was refused because it changes something, and so is not for GET."""
    return any(error["extensions"].get("code") == "METHOD_NOT_ALLOWED" for error in response.get("errors", ()))
