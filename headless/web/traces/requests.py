"""A span for each request, in the trace that its sender names."""

from collections.abc import Collection, Iterable

from opentelemetry.trace import SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headless.tracing.spans import TRACEPARENT, Tracing, fail
from headless.web.request_log import method_of, route_of

HEADER = TRACEPARENT.encode()
UNTRACED = ("/healthz", "/readyz", "/metrics")
"""What is asked for every few seconds."""
FAULT = 500


class TracedRequests:
    """Middleware, the outermost, so that a request's line in the log has its trace.

    A span has the request's method and route, and nothing that the caller has written.
    """

    def __init__(self, app: ASGIApp, tracing: Tracing, routes: Collection[str]) -> None:
        self.app, self._tracing, self._routes = app, tracing, frozenset(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNTRACED:
            await self.app(scope, receive, send)
            return
        method, route = method_of(scope), route_of(scope["path"], self._routes)
        attributes = {"http.request.method": method, "http.route": route, "url.scheme": scope.get("scheme", "http")}
        parent, kind = _traceparent(scope["headers"]), SpanKind.SERVER
        with self._tracing.span(f"{method} {route}", attributes, kind=kind, parent=parent) as span:

            async def noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    status = message["status"]
                    span.set_attribute("http.response.status_code", status)
                    if status >= FAULT:
                        fail(span, str(status))
                await send(message)

            await self.app(scope, receive, noted)


def _traceparent(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    return next((value.decode("latin-1") for name, value in headers if name == HEADER), None)
