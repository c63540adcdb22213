"""Compressed answers: Zstandard, Brotli or gzip, whichever of them the caller takes."""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

LEAST_BYTES = 1_400
"""What fits into one packet gains nothing."""
GRAPHQL_JSON, STREAM = "application/graphql-response+json", "text/event-stream"
RESPONSE = "headless.response"


def with_compression(app: ASGIApp) -> ASGIApp:
    """Return an application whose larger answers are compressed. Streams are not: each message must leave at once."""
    add_compress_type(GRAPHQL_JSON)
    remove_compress_type(STREAM)
    return CompressMiddleware(app, minimum_size=LEAST_BYTES, zstd_level=3, brotli_quality=4, gzip_level=4)


async def _made(scope: Scope, receive: Receive, send: Send) -> None:
    await scope[RESPONSE](scope, receive, send)


_compressing = with_compression(_made)


async def send_response(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response that is made already, compressed if it is large and the caller takes that. Others cost nothing more."""
    if len(getattr(response, "body", b"")) < LEAST_BYTES:
        await response(scope, receive, send)
    elif any(name == b"accept-encoding" for name, _ in scope["headers"]):
        await _compressing({**scope, RESPONSE: response}, receive, send)
    else:
        response.headers.add_vary_header("Accept-Encoding")
        await response(scope, receive, send)
