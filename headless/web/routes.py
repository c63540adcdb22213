"""All paths that we answer, and what answers them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from headless.web.problems import on_error

Endpoint = Callable[[Request], Awaitable[Response]]
PATHS = ("/graphql", "/events", "/healthz", "/readyz", "/metrics", "/-/plugins")
INBOUND = "/in/{plugin}/{name}"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What answers each path; an application has them from its start to its end."""

    graphql: Endpoint
    events: Endpoint
    healthz: Endpoint
    readyz: Endpoint
    metrics: Endpoint
    plugins: Endpoint
    inbound: Endpoint


def routes() -> list[Route]:
    """The routes of an application whose state holds the endpoints."""
    methods = {"/graphql": ["GET", "POST"], "/events": ["POST"]}
    plain = [Route(path, _named(path.rpartition("/")[2]), methods=methods.get(path, ["GET"])) for path in PATHS]
    return [*plain, Route(INBOUND, _named("inbound"), methods=["POST"])]


class _Headers(Headers):
    """Headers that are looked up by name, rather than one after another."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._named = dict(reversed(self._list))

    def get(self, key: str, default: Any = None) -> Any:
        """The first header of a name."""
        found = self._named.get(key.lower().encode("latin-1"))
        return default if found is None else found.decode("latin-1")


class _Request(Request):
    @property
    def headers(self) -> Headers:
        if not hasattr(self, "_headers"):
            self._headers: Headers = _Headers(self.scope)
        return self._headers


class Straight:
    """Middleware: operations go straight to what answers them, past the routing and the wrappers of everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._graphql = app, _named("graphql")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        response = await self._graphql(_Request(scope, receive, send))
        await response(scope, receive, send)


def _named(name: str) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            answered: Endpoint = getattr(request.app.state.endpoints, name)
            return await answered(request)
        except Exception as error:
            return on_error(error)

    return endpoint
