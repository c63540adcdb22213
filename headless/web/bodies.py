"""Request bodies: bounded, and JSON."""

from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from headless.engine.values.limits import BODY_BYTES
from headless.messages import Message
from headless.models.base.exact_json import exact_json
from headless.web.problems import Malformed

NUL = (b"\x00", b"\\u0000")


async def read_body(request: Request, most_bytes: int = BODY_BYTES) -> bytes:
    """Return the whole body.

    Raises:
        Malformed: the body is too large (status 413), or the connection ended before it did.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most_bytes:
        raise _too_large(most_bytes)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most_bytes:
                raise _too_large(most_bytes)
    except ClientDisconnect:
        raise Malformed(Message("the connection ended before the body did")) from None
    return bytes(body)


def parse_json(body: bytes, what: str = "the body") -> Any:
    """Return the JSON document of a body.

    Raises:
        Malformed: the body is not JSON; the message says where it is broken.
    """
    if not body:
        raise Malformed(Message("{what} is empty: send a JSON document", what=what), code="INVALID_JSON")
    if any(nul in body for nul in NUL):
        raise Malformed(
            Message("{what} holds a NUL character, which no text may: leave it out", what=what), code="INVALID_JSON"
        )
    try:
        return exact_json(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(Message("{what} is not JSON: {error}", what=what, error=error), code="INVALID_JSON") from None


async def json_body(request: Request) -> Any:
    """Return the JSON document of a request.

    Raises:
        Malformed: as `read_body` and `parse_json`, or the body is compressed, so that it could become of any size.
    """
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        message = Message("the body is encoded as {encoding}: send it uncompressed", encoding=encoding[:40])
        raise Malformed(message, code="UNSUPPORTED_ENCODING", status=415)
    return parse_json(await read_body(request))


def media_type(request: Request) -> str:
    """Return the media type of the body, without its parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _too_large(most_bytes: int) -> Malformed:
    return Malformed(
        Message("the body is larger than {most_bytes} bytes: split it", most_bytes=most_bytes),
        code="BODY_TOO_LARGE",
        status=413,
    )
