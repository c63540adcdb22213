"""The small types that settings are made of."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PlainSerializer

_plain_text = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")

Amount = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=9), _plain_text]
"""An exact amount, 0 or more; a decimal string outside."""

Times = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=6), _plain_text]
"""A factor; a decimal string outside."""


_NUMBER = re.compile(r" *[+-]?[0-9]{1,40}(\.[0-9]{1,40})? *", re.ASCII)


def number_of(value: Any) -> Decimal | None:
    """Return the number that an attribute is, in every form in which it may be sent, or None. True and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    text = value.strip(" ") if isinstance(value, str) else format(Decimal(str(value)), "f")
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def words(zh: str) -> dict[str, Any]:
    """Return a setting's title in Chinese, for its schema."""
    return {"titleZh": zh}
