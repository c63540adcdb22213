"""What a hostile request is, and how it is sent."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class Hostile(NamedTuple):
    """One request.

    spends: it makes the database work, so that only our own processor time is bounded.
    more: other members of the body than the query and its variables.
    times: it is sent as a list of so many, 0 for alone.
    """

    query: str
    variables: Mapping[str, Any] = {}
    spends: bool = False
    more: Mapping[str, Any] = {}
    times: int = 0


class Raw(str):
    """JSON as it is to be sent."""

    __slots__ = ()


def encoded(request: Hostile, number: int | None = None) -> bytes:
    """Return the body of a request. number: makes its document another one."""
    query = request.query if number is None else f"{request.query} #{number}"
    body = _json({"query": query, "variables": request.variables, **request.more})
    return (f"[{','.join([body] * request.times)}]" if request.times else body).encode("utf-8", "surrogatepass")


def _json(value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(key)}:{_json(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list) and value and not isinstance(value[0], str | int):
        return "[" + ",".join(map(_json, value)) + "]"
    return json.dumps(value, separators=(",", ":"))
