"""The small types that payloads and settings are made of: bounded texts, exact amounts, instants, members."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Annotated, Any, LiteralString, get_args

from pydantic import (
    AfterValidator,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError

from headless.engine.values.spelling import spelled
from headless.engine.values.zones import in_range

AMOUNT_MOST = 10**15
AMOUNT_DECIMALS = 12
NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
LOOKUP_KEYS = ("id", "number", "externalId", "phone", "email")
IDENTITY_KEYS = ("system", "id")

_PLAIN = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,12})?", re.ASCII)
_USUAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)
"""What nearly every amount looks like: nothing stands against it."""
_USUAL_CHARACTERS = 28
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_REMEMBERED = 8192


def amiss(kind: str, template: LiteralString, **parameters: Any) -> PydanticCustomError:
    """Return the error of a value whose text takes parameters, so that it can be told in the reader's language."""
    return PydanticCustomError(kind, template, {**parameters, "template": template})


def _spelled(text: str) -> str:
    """Return a key as it is stored. Raise an error if nothing of it can be seen."""
    if text.isascii():
        return text
    key = spelled(text)
    if not key:
        raise PydanticCustomError("spelling", "must hold more than blanks and invisible characters")
    return key


_spelled_before = lru_cache(maxsize=_REMEMBERED)(_spelled)
"""The same for what comes again and again, such as categories: it is looked up."""


Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=NO_CONTROLS),
    AfterValidator(_spelled_before),
]
"""A code that the merchant has configured, such as an asset kind's or a tier's, spelled in one way."""

Key = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROLS),
    AfterValidator(_spelled),
]
"""A number by which something is known: an order's, a payment's, a hold's. It is trimmed and spelled in one way."""

Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROLS),
    AfterValidator(_spelled_before),
]
"""A name of the merchant's own: a sku, a category, a shop. It is trimmed and spelled in one way."""

Text = Annotated[str, StringConstraints(max_length=500, pattern=NO_CONTROLS)]
"""A line of free text."""


Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=NO_CONTROLS)]
"""The reason for something done by hand, never empty."""


def exact(value: object) -> Decimal:
    """Return the exact decimal of a decimal string or a JSON number. A float counts as the digits it is written with."""
    usual = _usual(value) if type(value) is str and len(value) <= _USUAL_CHARACTERS else None
    return _exact(value) if usual is None else usual


@lru_cache(maxsize=_REMEMBERED)
def _usual(text: str) -> Decimal | None:
    """Return the amount that a text says, as `_exact` does. None if it is not written as nearly every amount is."""
    return Decimal(text) if _USUAL.fullmatch(text) is not None else None


def _exact(value: object) -> Decimal:
    if isinstance(value, str):
        number = Decimal(value) if _PLAIN.fullmatch(value) else None
    elif isinstance(value, float):
        number = Decimal(repr(value)) if isfinite(value) else None
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        number = None
    if number is None or not number.is_finite():
        raise PydanticCustomError("amount", 'must be an exact decimal such as "99.50"')
    return _bounded(number)


def _bounded(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -AMOUNT_DECIMALS:
        raise amiss("amount", "may have at most {decimals} decimals", decimals=AMOUNT_DECIMALS)
    if abs(number) > AMOUNT_MOST:
        raise amiss("amount", "may be at most {most}", most=str(AMOUNT_MOST))
    return number if number else abs(number)


def _amount(value: object) -> Decimal:
    usual = _usual(value) if type(value) is str and len(value) <= _USUAL_CHARACTERS else None
    if usual is not None:
        return usual
    number = _exact(value)
    if number < 0:
        raise PydanticCustomError("amount", "may not be negative")
    return number


def _positive(value: object) -> Decimal:
    number = exact(value)
    if number <= 0:
        raise PydanticCustomError("amount", "must be greater than 0")
    return number


_SIGNED_SCHEMA: dict[str, Any] = {"type": "string", "pattern": r"^-?[0-9]{1,16}(\.[0-9]{1,12})?$", "format": "decimal"}
_AMOUNT_SCHEMA: dict[str, Any] = {"type": "string", "pattern": r"^[0-9]{1,16}(\.[0-9]{1,12})?$", "format": "decimal"}
_plain_text = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")

Amount = Annotated[Decimal, PlainValidator(_amount), _plain_text, WithJsonSchema(_AMOUNT_SCHEMA)]
"""An exact amount, 0 or more, in natural units; a decimal string outside."""

PositiveAmount = Annotated[Decimal, PlainValidator(_positive), _plain_text, WithJsonSchema(_AMOUNT_SCHEMA)]
"""An exact amount greater than 0."""


@dataclass(frozen=True, slots=True)
class NeedsScope:
    """Marks a field of a payload that tells a fact of the member: a token reads it with this scope alone."""

    scope: str


def scope_of(annotation: Any, marks: Iterable[Any] = ()) -> str | None:
    """Return the scope that marks a field, or a part of its type."""
    for mark in (*marks, *getattr(annotation, "__metadata__", ())):
        if isinstance(mark, NeedsScope):
            return mark.scope
    return next((scope for part in get_args(annotation) if (scope := scope_of(part)) is not None), None)


@dataclass(frozen=True, slots=True)
class MoneyMark:
    """Marks an amount of money: it has no more decimals than its currency, and is written with all of them."""


Money = Annotated[Decimal, PlainValidator(_amount), _plain_text, WithJsonSchema(_AMOUNT_SCHEMA), MoneyMark()]
"""An exact amount of money, 0 or more; a decimal string outside.

In a payload its currency is that of the field `currency`, or the merchant's. More decimals than that currency has are refused.
"""

SignedAmount = Annotated[Decimal, PlainValidator(exact), _plain_text, WithJsonSchema(_SIGNED_SCHEMA)]
"""An exact amount, which may be negative."""


def _instant(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and in_range(value):
        return value
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        instant = None
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise PydanticCustomError("instant", 'must be a time with its zone such as "2026-01-31T12:00:00Z"')
    instant_us = (instant - _EPOCH) // _MICROSECOND
    if not in_range(instant_us):
        raise PydanticCustomError("instant", "must lie between the years 1900 and 9000; leave out what never ends")
    return instant_us


def iso_of(instant_us: int) -> str:
    """Return an instant as ISO 8601 text in UTC."""
    return (_EPOCH + timedelta(microseconds=instant_us)).isoformat().replace("+00:00", "Z")


Instant = Annotated[
    int,
    PlainValidator(_instant),
    PlainSerializer(iso_of, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""Microseconds since 1970 UTC; ISO 8601 text outside."""


def title_of(name: str, _: object = None) -> str:
    """Return an attribute's name as words."""
    return name.strip("_").replace("_", " ")


@dataclass(frozen=True, slots=True)
class MemberMark:
    """Marks a field that names a member."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "object",
            "description": "the member, by exactly one of these",
            "properties": {
                **{key: {"type": "string"} for key in LOOKUP_KEYS},
                "identity": {
                    "type": "object",
                    "properties": {key: {"type": "string"} for key in IDENTITY_KEYS},
                    "required": list(IDENTITY_KEYS),
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


MemberRef = Annotated[Reference, MemberMark()]
"""Another member: sent as a lookup, resolved when the event is accepted; rules see the id."""
