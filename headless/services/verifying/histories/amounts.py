"""Amounts of stored documents, read without the engine's help."""

from decimal import Decimal
from typing import Any


def units(text: Any, decimals: int) -> int:
    """Return a decimal text in the smallest unit, cut off toward zero."""
    return int(Decimal(str(text)).scaleb(decimals))
