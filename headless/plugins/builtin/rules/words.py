"""Parts that settings share: amounts, titles in two languages, and what a form offers to choose from."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from headless.plugins.contract.scalars import Code, Reference, amiss, exact

RATE_MOST, TIMES_MOST, SHARE_MOST, QUANTITY_MOST = 1_000_000, 100, 1, 1_000_000_000


def _upto(most: int) -> Callable[[object], Decimal]:
    def check(value: object) -> Decimal:
        number = exact(value)
        if not 0 <= number <= most:
            raise amiss("rate", "must be between 0 and {most}", most=most)
        return number

    return check


def _schema(most: int) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "minimum": 0, "maximum": most})


_plain_text = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")

Rate = Annotated[Decimal, PlainValidator(_upto(RATE_MOST)), _plain_text, _schema(RATE_MOST)]
"""So many units per unit, or an amount to give: exact, from 0 to a million."""

Quantity = Annotated[Decimal, PlainValidator(_upto(QUANTITY_MOST)), _plain_text, _schema(QUANTITY_MOST)]
"""An amount that bounds something: exact, from 0 to a thousand million."""

Times = Annotated[Decimal, PlainValidator(_upto(TIMES_MOST)), _plain_text, _schema(TIMES_MOST)]
"""How many times as much: exact, from 0 to 100."""

Share = Annotated[Decimal, PlainValidator(_upto(SHARE_MOST)), _plain_text, _schema(SHARE_MOST)]
"""A part of a whole: exact, from 0 to 1."""

RateByCode = Annotated[Mapping[Code, Rate], Field(max_length=200)]
References = Annotated[tuple[Reference, ...], Field(max_length=200)]
TimesByCode = Annotated[Mapping[Code, Times], Field(max_length=200)]


def words(zh: str, choose: str | None = None) -> dict[str, Any]:
    """Return additions to a setting's schema: its Chinese title, and the kind of thing to choose from."""
    return {"titleZh": zh} | ({"choose": choose} if choose else {})


def asset_setting(default: str) -> Any:
    """Return the setting `asset`."""
    return Field(
        default, title="Asset kind", description="What is given.", json_schema_extra=words("资产类型", "assetKind")
    )
