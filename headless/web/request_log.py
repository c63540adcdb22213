"""Each request has an id, is counted, and leaves one line in the log."""

import logging
import time
from collections.abc import Collection
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headless.logs import bind_contextvars, get_logger, unbind_contextvars
from headless.web.metrics import Metrics
from headless.web.request_ids import HEADER, request_id_of

METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})
PATH_CHARACTERS = 200
CACHING = b"cache-control"
NO_GUESSING = b"x-content-type-options", b"nosniff"
log = get_logger("headless.access")


class RequestLog:
    """Middleware: bind the request's id to all its log lines, answer with it and with safe headers, then count and log it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Collection[str]) -> None:
        self.app, self.metrics, self.routes = app, metrics, frozenset(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        id_ = request_id_of(scope["headers"])
        bind_contextvars(request_id=id_.decode())
        if scope["type"] != "http":
            await self._connected(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _guarded([*message["headers"], (HEADER, id_)])
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._note(scope, status, time.perf_counter() - began)
            unbind_contextvars("request_id", "merchant")

    async def _connected(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a WebSocket. All that it leaves in the log has the id of the request that opened it."""
        try:
            await self.app(scope, receive, send)
        finally:
            unbind_contextvars("request_id", "merchant")

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        path, method = scope["path"], scope["method"]
        self.metrics.request(route_of(path, self.routes), method_of(scope), status, seconds)
        if log.isEnabledFor(logging.INFO):
            # The query string is left out, because it may hold what is personal or secret.
            shown = quote(path[:PATH_CHARACTERS])
            log.info("request", method=method, path=shown, status=status, milliseconds=round(seconds * 1000, 1))


def _guarded(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers that let no browser guess a type, and no cache keep an answer that does not say for how long."""
    names = {name for name, _ in headers}
    if CACHING not in names:
        headers.append((CACHING, b"no-store"))
    if NO_GUESSING[0] not in names:
        headers.append(NO_GUESSING)
    return headers


def route_of(path: str, routes: Collection[str]) -> str:
    """Return a path as it is counted, so that callers cannot make any up: one for all webhooks, which plugins declare."""
    if path in routes:
        return path
    return "/in" if path.startswith("/in/") else "other"


def method_of(scope: Scope) -> str:
    """Return a method as it is counted, so that callers cannot make any up."""
    method: str = scope["method"]
    return method if method in METHODS else "other"
