"""Reading JSON without losing digits: numbers that a float cannot hold stay exact."""

import json
from typing import Any

import orjson

from headless.engine.values.numbers import exact_float

_DIGITS = bytes(ord("0") if chr(byte) in "0123456789." else ord(" ") for byte in range(256))
_LONG = b"0" * 16
"""So many digits. Fewer survive as a float."""


def exact_json(text: bytes) -> Any:
    """Read a JSON document. Raise orjson.JSONDecodeError if it is none."""
    document = orjson.loads(text)
    if _LONG not in text.translate(_DIGITS):
        return document
    try:
        return json.loads(text, parse_float=exact_float)
    except ValueError:
        # More digits than Python reads at once: no amount has so many.
        return document
