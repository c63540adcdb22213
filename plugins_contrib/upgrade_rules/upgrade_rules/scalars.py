"""The small types that settings are made of."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, StringConstraints

Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""A code that the merchant has configured: a tier's, an asset kind's, a track's."""

_plain_text = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")

Amount = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=9), _plain_text]
"""An exact amount, 0 or more; a decimal string outside."""

Times = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=6), _plain_text]
"""A factor; a decimal string outside."""


def words(zh: str) -> dict[str, Any]:
    """Return a setting's title in Chinese, for its schema."""
    return {"titleZh": zh}
