"""Request bodies: bounded, and JSON."""

from typing import Any

import orjson
from starlette.requests import Request

from headless.engine.values.limits import BODY_BYTES, JSON_VALUES, LONG_NUMBERS
from headless.messages import Message
from headless.models.base.exact_json import TooManyLong, exact_json
from headless.web.callers.marks import SIZE
from headless.web.headers import bare_type, header
from headless.web.problems import Malformed


async def read_body(request: Request, most_bytes: int = BODY_BYTES) -> bytes:
    """Return the whole body.

    Raises:
        Malformed: the body is too large (status 413), or the connection ended before it did.
    """
    declared = header(request, b"content-length")
    if declared.isdecimal() and int(declared) > most_bytes:
        raise _too_large(most_bytes)
    chunks, size, is_whole = list[bytes](), 0, False
    while not is_whole:
        received = await request.receive()
        if received["type"] == "http.disconnect":
            raise Malformed(Message("the connection ended before the body did"))
        chunks.append(received.get("body", b""))
        size += len(chunks[-1])
        if size > most_bytes:
            raise _too_large(most_bytes)
        is_whole = not received.get("more_body", False)
    request.scope[SIZE] = size
    return b"".join(chunks)


def parse_json(body: bytes, what: str = "the body") -> Any:
    """Return the JSON document of a body.

    Raises:
        Malformed: the body is not JSON; the message says where it is broken.
    """
    if not body:
        raise Malformed(Message("{what} is empty: send a JSON document", what=what), code="INVALID_JSON")
    if b"\x00" in body or b"\\u0000" in body:
        raise Malformed(
            Message("{what} holds a NUL character, which no text may: leave it out", what=what), code="INVALID_JSON"
        )
    if body.count(b",") > JSON_VALUES:
        message = Message("{what} holds more than {most} values: split it", what=what, most=JSON_VALUES)
        raise Malformed(message, code="BODY_TOO_LARGE", status=413)
    try:
        return exact_json(body, LONG_NUMBERS)
    except orjson.JSONDecodeError as error:
        message = Message(
            "{what} is not JSON, at line {line}, column {column}: {error}",
            what=what, line=error.lineno, column=error.colno, error=error.msg,
        )  # fmt: skip
        raise Malformed(message, code="INVALID_JSON") from None
    except TooManyLong:
        message = Message(
            "{what} has more than {most} numbers of more than 15 digits: send fewer at once",
            what=what, most=LONG_NUMBERS,
        )  # fmt: skip
        raise Malformed(message, code="INVALID_JSON") from None


async def json_body(request: Request) -> Any:
    """Return the JSON document of a request.

    Raises:
        Malformed: as `read_body` and `parse_json`, or the body is compressed, so that it could become of any size.
    """
    encoding = header(request, b"content-encoding") or "identity"
    if encoding.lower() != "identity":
        message = Message("the body is encoded as {encoding}: send it uncompressed", encoding=encoding[:40])
        raise Malformed(message, code="UNSUPPORTED_ENCODING", status=415)
    return parse_json(await read_body(request))


def media_type(request: Request) -> str:
    """Return the media type of the body, without its parameters, in lower case."""
    return bare_type(header(request, b"content-type"))


def _too_large(most_bytes: int) -> Malformed:
    return Malformed(
        Message("the body is larger than {most_bytes} bytes: split it", most_bytes=most_bytes),
        code="BODY_TOO_LARGE",
        status=413,
    )
