"""Types of a plugin's fields: a Python type as a tree, and values checked against it.

A value that does not fit is the plugin's fault. It is found here, before a front end could see half of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from types import NoneType, SimpleNamespace, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from headless.engine.declarations.field_contexts import Connection
from headless.engine.values.limits import JSON_DEPTH, PAGE_MOST
from headless.engine.values.text_safety import is_speakable
from headless.errors import InvalidId
from headless.ids import Prefix, decode
from headless.plugins.contract.scalars import MemberMark

SCALARS: tuple[type, ...] = (str, int, bool, float, Decimal, date, datetime)
MOST_ITEMS = 1_000
_LISTS = (list, tuple, Sequence, frozenset, set)


class Misshapen(Exception):
    """A type that no front end could read, or a value that does not fit its type."""


@dataclass(frozen=True, slots=True)
class ShapeField:
    """One field of a dataclass."""

    name: str
    shape: "Shape"
    description: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A scalar (`python`), a list of `items`, an object of `parts`, or any JSON if all are empty.

    is_member: a member, by an id. rows: what a page holds.
    """

    python: type | None = None
    items: "Shape | None" = None
    parts: tuple[ShapeField, ...] = ()
    is_member: bool = False
    rows: "Shape | None" = None

    @property
    def names_members(self) -> bool:
        """True if a member stands anywhere in it."""
        inner = (self.items, self.rows, *(part.shape for part in self.parts))
        return self.is_member or any(shape.names_members for shape in inner if shape is not None)


def shape_of(type_: Any, seen: tuple[type, ...] = ()) -> Shape:
    """Return the tree of a type. Raise Misshapen if a front end could not read it.

    None among its choices changes nothing, since every field is nullable.
    """
    origin = get_origin(type_)
    if origin is Annotated:
        is_member = any(isinstance(mark, MemberMark) for mark in type_.__metadata__)
        return Shape(is_member=True) if is_member else shape_of(get_args(type_)[0], seen)
    if origin is Connection:
        return _page_of(get_args(type_)[0], seen)
    if origin in (Union, UnionType):
        choices = [choice for choice in get_args(type_) if choice is not NoneType]
        if len(choices) == 1:
            return shape_of(choices[0], seen)
        raise Misshapen(f"{type_} has several types; a front end needs one")
    if origin is Literal:
        return Shape(python=str)
    if origin in _LISTS or type_ in _LISTS:
        return _list_of(get_args(type_), seen)
    if type_ is Any or type_ in (dict, Mapping) or origin in (dict, Mapping):
        return Shape()
    if is_dataclass(type_) and isinstance(type_, type):
        return _object_of(type_, seen)
    if isinstance(type_, type) and issubclass(type_, Enum):
        return Shape(python=str)
    if type_ in SCALARS:
        return Shape(python=type_)
    raise Misshapen(f"{type_!r} is neither a scalar, a list nor a dataclass")


def _page_of(row: Any, seen: tuple[type, ...]) -> Shape:
    shape = shape_of(row, seen)
    if seen or shape.items is not None or shape.rows is not None:
        raise Misshapen("a Connection is a field of its own, of a dataclass, a scalar or MemberRef")
    return Shape(rows=shape)


def _list_of(items: tuple[Any, ...], seen: tuple[type, ...]) -> Shape:
    one = [item for item in items if item is not Ellipsis]
    if len(one) != 1:
        raise Misshapen("a list needs one type of items, such as list[str]")
    shape = shape_of(one[0], seen)
    if shape.rows is not None:
        raise Misshapen("a Connection is a field of its own, and stands in no list")
    return Shape(items=shape)


def _object_of(type_: type, seen: tuple[type, ...]) -> Shape:
    if type_ in seen:
        raise Misshapen(f"{type_.__name__} holds itself; an answer has an end")
    hints = get_type_hints(type_, include_extras=True)
    parts = tuple(
        ShapeField(field.name, shape_of(hints[field.name], (*seen, type_)), _description(field))
        for field in fields(type_)
    )
    if not parts:
        raise Misshapen(f"{type_.__name__} has no fields")
    return Shape(python=type_, parts=parts)


def type_description(python: type) -> str:
    """Return what a dataclass is served as: its docstring, or its name if it has none of its own."""
    text = " ".join((python.__doc__ or "").split())
    return text if text and not text.startswith(f"{python.__name__}(") else f"{python.__name__}."


def _description(field: Any) -> str:
    given = field.metadata.get("description") if field.metadata is not MISSING else None
    return str(given) if given else field.name.replace("_", " ").capitalize() + "."


def fitted(shape: Shape, value: Any) -> Any:
    """Convert a value to what is served: rows for dataclasses, microseconds for times. Raise Misshapen if it does not fit."""
    if value is None:
        return None
    if shape.parts:
        if not isinstance(value, shape.python or object):
            raise _unfit(shape.python, value)
        return SimpleNamespace(**{part.name: fitted(part.shape, getattr(value, part.name)) for part in shape.parts})
    if shape.items is not None:
        return _items(shape.items, value)
    if shape.is_member:
        return _member(value)
    if shape.python is None:
        return _json(value)
    return _scalar(shape.python, value.value if isinstance(value, Enum) else value)


def _items(shape: Shape, value: Any) -> list[Any]:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, list | tuple | set | frozenset):
        raise Misshapen(f"it gave {type(value).__name__}; it declares a list")
    most = PAGE_MOST if shape.names_members else MOST_ITEMS
    if len(value) > most:
        raise Misshapen(f"it gave {len(value)} items; such a list holds at most {most}, a Connection any number")
    if None in value:
        raise Misshapen("it gave None inside a list; leave it out")
    return [fitted(shape, item) for item in value]


def _member(value: Any) -> int:
    """Return the number of a member's id."""
    try:
        return decode(Prefix.MEMBER, value)
    except (InvalidId, TypeError, AttributeError):
        raise Misshapen(f'it gave {str(value)[:40]!r}; it declares a member: give an id such as "mem_…"') from None


def _scalar(python: type, value: Any) -> Any:
    if python is Decimal and type(value) is int:
        value = Decimal(value)
    if type(value) is not python:
        raise _unfit(python, value)
    if type(value) is int and not -(2**31) <= value < 2**31:
        raise Misshapen(f"it gave {value}; GraphQL's Int has 32 bits: declare Decimal or str")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Misshapen("it gave a time without its zone")
        return int(value.timestamp()) * 1_000_000 + value.microsecond
    if isinstance(value, Decimal) and not value.is_finite():
        raise Misshapen(f"it gave {value}, which is no number")
    return _speakable(value)


def _speakable(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        raise Misshapen(f"it gave {value}, which is no number")
    if isinstance(value, str) and not is_speakable(value):
        raise Misshapen("it gave a text with NUL or half a character")
    return value


def _json(value: Any, depth: int = 0) -> Any:
    if depth > JSON_DEPTH:
        raise Misshapen(f"it gave JSON of more than {JSON_DEPTH} levels")
    if isinstance(value, Mapping):
        return {str(key): _json(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_json(part, depth + 1) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return _speakable(value)
    raise Misshapen(f"it gave {type(value).__name__}, which JSON does not know")


def _unfit(python: type | None, value: Any) -> Misshapen:
    return Misshapen(f"it gave {type(value).__name__}; it declares {python.__name__ if python else 'JSON'}")
