"""Reading JSON without losing digits: numbers that a float cannot hold stay exact."""

import json
import re
from typing import Any

import orjson

from headless.engine.values.numbers import exact_float

_LONG = re.compile(rb"[0-9][0-9.]{15}")
"""Fewer digits than these survive as a float."""


def exact_json(text: bytes) -> Any:
    """Read a JSON document. Raise orjson.JSONDecodeError if it is none."""
    document = orjson.loads(text)
    if _LONG.search(text) is None:
        return document
    try:
        return json.loads(text, parse_float=exact_float)
    except ValueError:
        # More digits than Python reads at once: no amount has so many.
        return document
