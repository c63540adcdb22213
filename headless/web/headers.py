"""Headers of requests. They are few, and asked for by name a few times in each request, so the raw list is looked through."""

from starlette.requests import HTTPConnection


def header(request: HTTPConnection, name: bytes) -> str:
    """Return the first header of a name in lower case, empty if there is none."""
    value: bytes
    for known, value in request.scope["headers"]:
        if known == name:
            return value.decode("latin-1")
    return ""


def bare_type(text: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return text.partition(";")[0].strip().lower()
