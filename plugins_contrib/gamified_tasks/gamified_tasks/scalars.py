"""The small types that settings and payloads are made of."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, StringConstraints

from headless.plugins import Told

NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A code of the plugin's own: a task's, a grab's."""

Text = Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROLS)]
"""A line of text."""

Duration = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[dmy]$")]
"""A length of time: "30d", "3m", "1y"."""

Condition = Mapping[str, Any]
"""A tree of all, any, not and test."""

_plain_text = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")

Amount = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=9), _plain_text]
"""An exact amount of an asset, 0 or more; a decimal string outside."""


Spent = Literal["KEPT", "OWED"]
"""What is done about the spent part of a reward that is taken back."""

Names = Annotated[Mapping[Literal["en", "zh"], Text], Field(max_length=2)]
"""What something is called, by language."""


def named(thing: Any, code: str) -> Told:
    """Return what members know something by, in every language: its names, its name or its code."""
    return Told.of(thing.name or code, thing.names)


def words(zh: str, choose: str | None = None) -> dict[str, Any]:
    """Return additions to a setting's schema: its Chinese title, and the kind of thing to choose from."""
    return {"titleZh": zh} | ({"choose": choose} if choose else {})


def spent_setting() -> Any:
    """Return the setting that says what is done about the spent part of a reward that is taken back."""
    return Field(
        default="KEPT",
        title="What was spent of a reward that is taken back",
        description="Unused assets, coupons and uses go back. KEPT leaves what was spent; OWED makes spent assets a debt.",
        json_schema_extra=words("收回奖励时已使用部分"),
    )
