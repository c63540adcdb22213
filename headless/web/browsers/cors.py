"""Other origins: whose pages may call this server. Tokens come in a header, so no credentials of the browser are needed."""

import re
from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST")
MAX_AGE_SECONDS = 86_400
"""Chromium takes two hours of it."""
EXPOSED = (
    "Content-Language",
    "ETag",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-Id",
)


def with_cors(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Return an application that pages of these origins may call. Any request header may be sent.

    `*` stands for every origin, for any names before a domain, or for any port.
    """
    answered = CORSMiddleware(
        app,
        allow_origins=["*"] if "*" in origins else (),
        allow_origin_regex="|".join(map(_pattern, origins)),
        allow_methods=METHODS,
        allow_headers=["*"],
        expose_headers=EXPOSED,
        max_age=MAX_AGE_SECONDS,
    )

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        # What servers post names no origin, and is kept by no cache that would have to tell origins apart.
        if scope["type"] == "http" and (scope["method"] != "POST" or _names_origin(scope)):
            await answered(scope, receive, send)
        else:
            await app(scope, receive, send)

    return routed


def _names_origin(scope: Scope) -> bool:
    return any(name == b"origin" for name, _ in scope["headers"])


def _pattern(origin: str) -> str:
    return re.escape(origin).replace(r"://\*\.", r"://(?:[a-z0-9_-]+\.)+").replace(r":\*", r"(?::[0-9]+)?")
