"""Requests to an application in the same process: as over HTTP, without the network."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.applications import Starlette


class Answer(NamedTuple):
    """What was answered."""

    status: int
    body: bytes


def request(app: Starlette, token: str, body: bytes) -> Callable[[], Awaitable[Answer]]:
    """Return a call that sends a body to `/graphql` once, and returns what is answered. Only the call is worth timing."""
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json", "content-length": str(len(body))}
    scope = {
        "type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "scheme": "http",
        "http_version": "1.1", "root_path": "", "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "state": {},
        "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
    }  # fmt: skip
    statuses, answer = list[int](), bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        answer.extend(message.get("body", b""))

    async def call() -> Answer:
        await app(scope, receive, send)
        return Answer(statuses[0], bytes(answer))

    return call
