"""All paths that we answer, and what answers them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from headless.web.browsers.compression import send_response
from headless.web.callers.marks import LIMITS
from headless.web.problems import in_its_language, language_of, on_error

Endpoint = Callable[[Request], Awaitable[Response]]
PATHS = ("/graphql", "/events", "/healthz", "/readyz", "/metrics", "/-/plugins")
INBOUND = "/in/{plugin}/{name}"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The handlers of all paths, made at the application's start."""

    graphql: Endpoint
    events: Endpoint
    healthz: Endpoint
    readyz: Endpoint
    metrics: Endpoint
    plugins: Endpoint
    inbound: Endpoint
    sockets: Callable[[WebSocket], Awaitable[None]]


def routes() -> list[BaseRoute]:
    """Return the routes of an application whose state holds the endpoints."""
    methods = {"/graphql": ["GET", "POST"], "/events": ["POST"]}
    plain = [Route(path, endpoint(path.rpartition("/")[2]), methods=methods.get(path, ["GET"])) for path in PATHS]
    return [*plain, Route(INBOUND, endpoint("inbound"), methods=["POST"]), WebSocketRoute("/graphql", _socket)]


async def _socket(websocket: WebSocket) -> None:
    await websocket.app.state.endpoints.sockets(websocket)


def endpoint(name: str) -> Endpoint:
    """Return the endpoint of a name, which the application has once it is started. Its errors become answers."""

    async def answered(request: Request) -> Response:
        lang = language_of(request)
        try:
            chosen: Endpoint = getattr(request.app.state.endpoints, name)
            response = await chosen(request)
        except Exception as error:
            response = on_error(error, lang)
        if LIMITS in request.scope:
            response.raw_headers += request.app.state.kernel.allowances.headers(request.scope[LIMITS])
        return in_its_language(response, lang)

    return answered


def straight(app: ASGIApp) -> ASGIApp:
    """Return an application that answers operations itself, past Starlette's routing, and leaves all else to `app`.

    Decision record 0026 says what this is worth.
    """
    answered = endpoint("graphql")

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == "/graphql":
            response = await answered(Request(scope, receive, send))
            await send_response(response, scope, receive, send)
        else:
            await app(scope, receive, send)

    return routed
