"""Scalars: exact on their way in and out.

Inside, a DateTime is microseconds since 1970 UTC; a Date is a `datetime.date` on its way in, and a day ordinal, a date
or ISO text on its way out; a Decimal is a `Decimal` or, on its way out, its exact text.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NewType

import strawberry
from graphql import (
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    value_from_ast_untyped,
)
from strawberry.types.scalar import ScalarDefinition

from headless.engine.values.limits import JSON_DEPTH
from headless.engine.values.numbers import exact_float
from headless.engine.values.zones import in_range
from headless.messages import Message
from headless.resolvers.reading.malformed import Malformed

DateTime = NewType("DateTime", int)
Date = NewType("Date", date)
JSON = NewType("JSON", object)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EXACT_FLOAT_DIGITS = 15
PLAIN_TYPES = frozenset({str, int, float, bool, type(None), Decimal})
_PLAIN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)
_LITERAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?", re.ASCII)


def iso(instant_us: int) -> str:
    """Return an instant as ISO 8601 text in UTC."""
    return (EPOCH + instant_us * MICROSECOND).isoformat().replace("+00:00", "Z")


def write_instant(value: Any) -> str:
    """Return a DateTime as callers see it."""
    return iso(value) if isinstance(value, int) else str(value)


def read_instant(value: Any) -> int:
    """Return the microseconds of an ISO 8601 text with an offset. Raise GraphQLError if it is none."""
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        parsed = None
    if parsed is None or "T" not in str(value).upper().replace(" ", "T"):
        raise GraphQLError(Message('{value} is not a time: write "2026-01-31T12:00:00Z"', value=_shown(value)))
    if parsed.tzinfo is None:
        raise GraphQLError(
            Message(
                '{value} has no offset: add one, such as "{value2}Z" or "{value2}+08:00"',
                value=_shown(value),
                value2=value,
            )
        )
    instant_us = (parsed - EPOCH) // MICROSECOND
    if not in_range(instant_us):
        raise GraphQLError(
            Message(
                "{value} is out of range: give a time from 1900 to 9000, or leave out what never ends",
                value=_shown(value),
            )
        )
    return instant_us


def _instant_variable(value: Any) -> int | Malformed:
    return value if isinstance(value, Malformed) else read_instant(value)


def write_date(value: Any) -> str:
    """Return a Date as callers see it."""
    if isinstance(value, int):
        return date.fromordinal(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def read_date(value: Any) -> date:
    """Return the day of an ISO text. Raise GraphQLError if it is none."""
    try:
        parsed = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        parsed = None
    if parsed is not None:
        if not 1900 <= parsed.year < 9000:
            raise GraphQLError(Message("{value} is out of range: give a day from 1900 to 8999", value=_shown(value)))
        return parsed
    raise GraphQLError(Message('{value} is not a day: write "2026-01-31"', value=_shown(value)))


def write_decimal(value: Any) -> str:
    """Return a Decimal as callers see it: exact text without an exponent."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        raise GraphQLError(Message("an amount was computed as a float"))
    return format(value, "f")


def read_decimal(value: Any) -> Decimal:
    """Return the exact number of a text or a JSON number. Raise GraphQLError if it is none, or too long to be exact."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value) if abs(value) < 10**40 else _not_decimal(value)
    if isinstance(value, float) and math.isfinite(value):
        number = Decimal(repr(value))
        if len(number.as_tuple().digits) > EXACT_FLOAT_DIGITS:
            raise GraphQLError(
                Message(
                    '{value!r} has too many digits to arrive exactly as a number: send it as a text, "{value}"',
                    value=value,
                )
            )
        return number
    if isinstance(value, Decimal):
        return value
    return _not_decimal(value)


def read_json(value: Any) -> Any:
    """Return a JSON value. Raise GraphQLError if it is nested too deeply."""
    level = _holders([value])
    for _ in range(JSON_DEPTH):
        level = [part for value_ in level for part in _holders(value_)]
        if not level:
            return value
    raise GraphQLError(
        Message("this is nested more than {json_depth} levels deep: make it flatter", json_depth=JSON_DEPTH)
    )


def _holders(value: dict[str, Any] | list[Any]) -> Sequence[Any]:
    """Return the objects and lists right below one. Most hold plain values alone, of which there may be very many."""
    parts = value.values() if isinstance(value, dict) else value
    if PLAIN_TYPES.issuperset(map(type, parts)):
        return ()
    return [part for part in parts if isinstance(part, dict | list)]


def _not_decimal(value: Any) -> Decimal:
    raise GraphQLError(Message('{value} is not an exact number: write "99.50"', value=_shown(value)))


def _decimal_literal(node: ValueNode, _: Mapping[str, Any] | None = None) -> Decimal:
    if isinstance(node, IntValueNode | FloatValueNode) and _LITERAL.fullmatch(node.value):
        return Decimal(node.value)
    return read_decimal(node.value if isinstance(node, StringValueNode) else None)


def _instant_literal(node: ValueNode, _: Mapping[str, Any] | None = None) -> int:
    return read_instant(node.value if isinstance(node, StringValueNode) else None)


def _date_literal(node: ValueNode, _: Mapping[str, Any] | None = None) -> date:
    return read_date(node.value if isinstance(node, StringValueNode) else None)


def _json_literal(node: ValueNode, variables: Mapping[str, Any] | None = None) -> Any:
    return read_json(_untyped(node, dict(variables or {})))


def _untyped(node: ValueNode, variables: dict[str, Any]) -> Any:
    """Return the value of a literal as JSON has it. A fraction keeps all its digits."""
    if isinstance(node, FloatValueNode):
        number = exact_float(node.value)
        if isinstance(number, float) and not math.isfinite(number):
            raise GraphQLError(Message("{value} is too large: write a smaller number", value=_shown(node.value)))
        return number
    if isinstance(node, ListValueNode):
        return [_untyped(item, variables) for item in node.values]
    if isinstance(node, ObjectValueNode):
        return {field.name.value: _untyped(field.value, variables) for field in node.fields}
    return value_from_ast_untyped(node, variables)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _same(value: Any) -> Any:
    return value


TIMES = "https://datatracker.ietf.org/doc/html/rfc3339#section-5.6"
DECIMALS = "https://www.w3.org/TR/xmlschema-2/#decimal"
SCALARS: Mapping[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        specified_by_url=TIMES,
        description='An instant with its offset, ISO 8601: "2026-01-31T12:00:00Z". Answers are in UTC.',
        serialize=write_instant,
        parse_value=_instant_variable,
        parse_literal=_instant_literal,
    ),
    Date: strawberry.scalar(
        name="Date",
        specified_by_url=TIMES,
        description='A day of the merchant\'s calendar: "2026-01-31".',
        serialize=write_date,
        parse_value=read_date,
        parse_literal=_date_literal,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        specified_by_url=DECIMALS,
        description='An exact number as a text, in the natural unit: "120", "99.50". An input takes a number, too.',
        serialize=write_decimal,
        parse_value=read_decimal,
        parse_literal=_decimal_literal,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc8259",
        description="Any JSON value.",
        serialize=_same,
        parse_value=read_json,
        parse_literal=_json_literal,
    ),
}
