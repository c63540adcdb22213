"""The id of a request: taken from the sender or made, found in its log lines, its response and its errors."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from headless.logs import get_contextvars

HEADER = b"x-request-id"
_SANE = re.compile(rb"[A-Za-z0-9._~:/+=@-]{1,128}")


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the request's id: the sender's X-Request-Id if it is short and plain, else a new one."""
    for name, value in headers:
        if name == HEADER and _SANE.fullmatch(value):
            return value
    return os.urandom(16).hex().encode()


def with_request_id(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer that has errors with the request's id in its extensions."""
    id_ = get_contextvars().get("request_id")
    return (
        dict(content) if id_ is None else {**content, "extensions": {**content.get("extensions", {}), "requestId": id_}}
    )
