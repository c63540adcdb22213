"""Numbers in any form: whole, a fraction, or a text that is written like one."""

import re
from decimal import Decimal
from math import isfinite
from typing import Any

LIKE_NUMBERS = "^ *[+-]?[0-9]{1,40}(\\.[0-9]{1,40})? *$"
"""Texts that are numbers, as a pattern that both Python and PostgreSQL read."""
_LIKE_NUMBERS = re.compile(LIKE_NUMBERS.removesuffix("$") + r"\Z", re.ASCII)


def number_of(value: Any) -> int | Decimal | None:
    """Return the exact number that a JSON value is, or None if it is none. True and false are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return Decimal(repr(value)) if isfinite(value) else None
    return number_of_text(value) if isinstance(value, str) else None


def number_of_text(text: str) -> Decimal | None:
    """Return the exact number that a text is written as, or None if it is none."""
    return Decimal(text.strip(" ")) if _LIKE_NUMBERS.match(text) is not None else None


def exact_float(text: str) -> float | Decimal:
    """Read a fraction of JSON without losing digits: as a float if that has them all, otherwise as a decimal."""
    number = float(text)
    if len(text) > 80 or "e" in text or "E" in text:
        return number
    shortest = repr(number)
    if shortest == text:
        return number
    exact = Decimal(text)
    return number if Decimal(shortest) == exact else exact


def compare_json_number(text: str | None, is_text: int, threshold: str) -> int | None:
    """Return -1, 0 or 1 if a JSON number, or a text that is one, is below, at or above a threshold, otherwise None."""
    if text is None:
        return None
    whole = not is_text and "." not in text and "e" not in text and "E" not in text
    number = number_of_text(text) if is_text else number_of(int(text) if whole else float(text))
    if number is None:
        return None
    wanted = Decimal(threshold)
    return (number > wanted) - (number < wanted)
