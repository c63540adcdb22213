"""Reading JSON without losing digits: numbers that a float cannot hold stay exact."""

import json
from typing import Any

import orjson

from headless.engine.values.numbers import exact_float

_DIGITS = bytes(ord("0") if chr(byte) in "0123456789." else ord(" ") for byte in range(256))
_LONG = b"0" * 16
"""So many digits. Fewer survive as a float."""


class TooManyLong(ValueError):
    """A document has more long numbers than are read one by one."""


def exact_json(text: bytes, most_long: int | None = None) -> Any:
    """Read a JSON document. most_long: how many numbers may have more digits than a float holds, None for any.

    Raise orjson.JSONDecodeError if it is none, and TooManyLong.
    """
    document = orjson.loads(text)
    digits = text.translate(_DIGITS)
    if _LONG not in digits:
        return document
    if most_long is not None and sum(len(number) >= len(_LONG) for number in digits.split()) > most_long:
        raise TooManyLong(most_long)
    try:
        return json.loads(text, parse_float=exact_float)
    except ValueError:
        # More digits than Python reads at once: no amount has so many.
        return document
