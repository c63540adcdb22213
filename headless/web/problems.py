"""Errors before a use case is reached, as JSON with a code."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headless.engine.texts.languages import preferred
from headless.errors import (
    Denied,
    HeadlessError,
    Misconfigured,
    NotFound,
    RateLimited,
    StorageBusy,
    StorageDown,
    Unavailable,
)
from headless.messages import Message
from headless.schema.serving.error_format import incident, is_masked, masked, of_error, plain
from headless.web.headers import header
from headless.web.request_ids import with_request_id

OUR_FAULTS = {"INTERNAL": 500, StorageBusy.default_code: 503, StorageDown.default_code: 503}
CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}


class Malformed(HeadlessError):
    """A request that cannot be understood. `status` is the HTTP status."""

    default_code = "BAD_REQUEST"

    def __init__(self, message: Message, *, code: str | None = None, status: int = 400) -> None:
        super().__init__(message, code=code)
        self.status = status


def answer(content: Any, status: int = 200, media_type: str = "application/json", **headers: str) -> Response:
    """Return a JSON response."""
    return Response(_encoded(content), status, headers or None, media_type)


def problem(errors: Sequence[Mapping[str, Any]], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response that has errors alone, with the id of the request in its extensions."""
    return answer(with_request_id({"errors": errors}), status, **(headers or {}))


def language_of(request: Request) -> str:
    """Return the language in which a request wants to be answered."""
    return preferred(header(request, b"accept-language"))


def in_its_language(response: Response, lang: str) -> Response:
    """Return a response that says in which language it is, and that it depends on the one that is asked for."""
    headers = response.raw_headers
    if all(name != b"content-language" for name, _ in headers):
        headers.append((b"content-language", lang.encode()))
    if all(name != b"vary" or b"Accept-Language" not in value for name, value in headers):
        headers.append((b"vary", b"Accept-Language"))
    return response


def _encoded(content: Any) -> bytes:
    try:
        return orjson.dumps(content, default=str)
    except TypeError:
        # A number beyond 64 bits or half a character that a plugin let through must not cost the whole answer.
        return json.dumps(content, default=str).encode()


def refusal(error: HeadlessError, lang: str) -> Response:
    """Return an error of ours as a response. A missing token says how to send one."""
    if error.code == "UNAUTHENTICATED":
        return problem([of_error(error, lang)], 401, {"WWW-Authenticate": "Bearer"})
    if isinstance(error, RateLimited):
        return problem([of_error(error, lang)], 429, {"Retry-After": str(error.wait_seconds)})
    return problem([of_error(error, lang)], _status(error))


def _status(error: HeadlessError) -> int:
    if isinstance(error, Malformed):
        return error.status
    if isinstance(error, Unavailable | Misconfigured | StorageBusy):
        return 503
    if isinstance(error, Denied):
        return 403
    return 404 if isinstance(error, NotFound) else 400


def status_of(response: Mapping[str, Any]) -> int:
    """Return the status of an operation's response: 200 unless none of its root fields could be answered through our fault."""
    errors, data = response.get("errors", ()), response.get("data") or {}
    failed = {error["path"][0] for error in errors if error.get("path")}
    if any(value is not None or key not in failed for key, value in data.items()):
        return 200
    codes = {error["extensions"]["code"] for error in errors}
    return max((OUR_FAULTS[code] for code in codes & OUR_FAULTS.keys()), default=200)


async def on_http(request: Request, error: Exception) -> Response:
    """Answer for an unknown path or method."""
    assert isinstance(error, HTTPException)
    code = CODES.get(error.status_code, "BAD_REQUEST")
    known = Message(
        "there are POST /graphql, /events and /in/<plugin>/<name>, GET /healthz, /readyz, /metrics and /-/plugins"
    )
    message = Message(
        "{method} {path} is nothing we answer: {known}", method=request.method, path=request.url.path[:100], known=known
    )
    lang = language_of(request)
    return in_its_language(problem([plain(message, lang, code)], error.status_code, error.headers), lang)


def on_error(error: Exception, lang: str) -> Response:
    """Answer for any other error: ours with its code, the rest masked and logged."""
    if isinstance(error, HeadlessError) and not is_masked(error):
        return refusal(error, lang)
    return problem([masked(error, incident(error), lang)], 503 if isinstance(error, StorageDown) else 500)
