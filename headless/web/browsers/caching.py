"""Answers that a browser may keep: published configuration that was asked for by GET."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

CONTENT_LANGUAGE = "Content-Language"
VARY = "Accept, Accept-Language, Authorization"
UNCHANGED_VARY = f"{VARY}, Accept-Encoding"
NOT_KEPT = "private, no-store"


def kept(request: Request, response: Response, seconds: int) -> Response:
    """Return an answer that the caller alone may keep for so many seconds, or 304 if the caller has it already."""
    body = bytes(response.body)
    # Weak, because the same answer is sent in several encodings.
    tag = f'W/"{sha256(body).hexdigest()[:32]}"'
    freshness = f"private, max-age={seconds}" if seconds else "private, no-cache"
    if _has(request.headers.get("if-none-match", ""), tag):
        language = response.headers.get(CONTENT_LANGUAGE)
        response = Response(status_code=304, headers={CONTENT_LANGUAGE: language} if language else None)
        response.headers["Vary"] = UNCHANGED_VARY
    else:
        response.headers["Vary"] = VARY
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = freshness
    return response


def not_kept(response: Response) -> Response:
    """Return an answer that no one may keep: it holds what is a member's, or what changes by itself."""
    response.headers["Cache-Control"] = NOT_KEPT
    response.headers["Vary"] = VARY
    return response


def _has(given: str, tag: str) -> bool:
    bare = tag.removeprefix("W/")
    return given.strip() == "*" or any(known.strip().removeprefix("W/") == bare for known in given.split(","))
