"""Counts every request, whatever answers it."""

import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headless.web.metrics import Tallies

METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Counting:
    """Middleware: route, method, status and time into the tallies."""

    def __init__(self, app: ASGIApp, tallies: Tallies, routes: Collection[str]) -> None:
        self.app, self.tallies, self.routes = app, tallies, frozenset(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = 500, time.perf_counter_ns()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = scope["path"] if scope["path"] in self.routes else _family(scope["path"])
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.tallies.request(route, method, status, time.perf_counter_ns() - began)


def _family(path: str) -> str:
    """All webhooks together: which there are is the plugins' to say."""
    return "/in" if path.startswith("/in/") else "other"
