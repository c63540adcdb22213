"""The small types that settings and payloads are made of."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, StringConstraints

from headless.plugins import Reference
from paid_tiers.texts import TEXTS

NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
_DURATION = re.compile(r"([1-9][0-9]{0,3})([dmy])", re.ASCII)

Number = Annotated[Reference, StringConstraints(max_length=64)]
"""The number of a payment; the plugin remembers it."""

Text = Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROLS)]
"""A line of text."""

Names = Annotated[Mapping[Literal["en", "zh"], Text], Field(max_length=2)]
"""What something is called, by language."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A currency by its ISO 4217 code."""

Duration = Annotated[str, StringConstraints(pattern=rf"^{_DURATION.pattern}$")]
"""A length of time: "30d", "1m", "1y"."""

_plain_text = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")

Amount = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=9), _plain_text]
"""An exact amount of an asset, 0 or more; a decimal string outside."""


def so_often(duration: str, number: int) -> str:
    """Multiply a duration: "3m" twice is "6m"."""
    parts = _DURATION.fullmatch(duration)
    if parts is None:
        raise ValueError(TEXTS.told('{duration!r} is no duration such as "1m"', duration=duration))
    return f"{int(parts[1]) * number}{parts[2]}"
