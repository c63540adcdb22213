"""What a payload says, however it was written: equal payloads have equal contents."""

from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from headless.engine.values.spelling import spelled
from headless.plugins.contract.personal import Personal

NOTHING: tuple[Any, ...] = (None, [], {})
Respell = Callable[[str], str]


def contents_of(payload: BaseModel, respell: Respell = str) -> dict[str, Any]:
    """Return the values of a payload as plain data. Defaults are filled in, nulls and what is empty left out.

    respell: makes one text of all that mean the same, such as coupon codes. Personal fields say nothing here.
    """
    values = {name: _value(value, respell) for name, value in dict(payload).items() if not isinstance(value, Personal)}
    return {name: value for name, value in values.items() if value not in NOTHING}


def document_contents(document: Any) -> Any:
    """Return a free JSON document as plain data: equal numbers are equal, texts have one spelling."""
    if isinstance(document, str):
        return " ".join(spelled(document).split())
    if isinstance(document, Mapping):
        return {str(name): document_contents(part) for name, part in document.items()}
    if isinstance(document, Sequence | Set):
        return [document_contents(part) for part in document]
    return _scalar(document)


def _value(value: Any, respell: Respell) -> Any:
    if isinstance(value, str):
        return respell(value)
    if isinstance(value, BaseModel):
        return contents_of(value, respell)
    if isinstance(value, Mapping):
        return {str(name): _value(value[name], respell) for name in sorted(value)}
    if isinstance(value, Sequence | Set):
        return [_value(part, respell) for part in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """Return a number as the text of its exact value: 1.50 and "1.5" as decimals are one, true is not 1."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        value = Decimal(repr(value))
    return f"={Fraction(value)}" if isinstance(value, int | Decimal) else str(value)
