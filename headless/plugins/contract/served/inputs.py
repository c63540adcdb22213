"""What a front end sends to a field or an action: the declared class as a tree, and values as the JSON that the class reads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.alias_generators import to_pascal
from pydantic.fields import FieldInfo

from headless.engine.texts.descriptions import Described
from headless.engine.texts.languages import CHINESE
from headless.plugins.contract.payloads import PayloadPart, json_name
from headless.plugins.contract.scalars import MemberMark, iso_of, title_of
from headless.plugins.contract.schemas import package_of

UNSET: Any = object()
"""The default of what has none, or none that a schema can show."""
PAGED = ("first", "after", "last", "before")
RESERVED = frozenset({*PAGED, "ids", "where", "search", "orderBy"})
"""Arguments by which the cost of a query is counted: no field of a plugin may mean something else by them."""
_NAME = re.compile(r"(?!__)[_A-Za-z][_0-9A-Za-z]*", re.ASCII)
_WORDS = frozenset({"true", "false", "null"})
_SCALARS: tuple[type, ...] = (str, int, bool, float, Decimal, date, datetime)
_SHOWN: tuple[type, ...] = (str, int, bool, float, Decimal)
_LISTS = (list, tuple, Sequence, frozenset, set)


@dataclass(frozen=True, slots=True)
class InputField:
    """One field of an input. name: in JSON. default: UNSET if there is none to show."""

    name: str
    shape: "InputShape"
    description: Described
    is_required: bool
    is_nullable: bool
    default: Any = UNSET


@dataclass(frozen=True, slots=True)
class InputShape:
    """A scalar (`python`), a list of `items`, an object of `parts`, one of `choices`, or any JSON if all are empty.

    model: the class of an object. noun, told: what choices are called and say of themselves. is_member: a look-up of a member,
    which is resolved at the top of an input alone.
    """

    python: type | None = None
    items: "InputShape | None" = None
    parts: tuple[InputField, ...] = ()
    model: type[BaseModel] | None = None
    choices: tuple[str, ...] = ()
    noun: str = ""
    told: Described | None = None
    is_member: bool = False


JSON = InputShape()


def input_shape(model: type[BaseModel], seen: tuple[type, ...] = ()) -> InputShape:
    """Return the tree of a class. What GraphQL has no type for is JSON, which the class itself checks."""
    if model in seen or not all(_is_speakable(json_name(model, name)) for name in model.model_fields):
        return JSON
    parts = tuple(_part(model, name, field, (*seen, model)) for name, field in model.model_fields.items())
    return InputShape(parts=parts, model=model) if parts else JSON


def _part(model: type[BaseModel], name: str, field: FieldInfo, seen: tuple[type, ...]) -> InputField:
    annotation, is_nullable = _without_none(field.annotation)
    shape = _shape(annotation, tuple(field.metadata), seen, f"{model.__name__}{to_pascal(name)}")
    default = UNSET if field.is_required() else _shown(shape, field.get_default())
    description = _description(model, name, field)
    return InputField(json_name(model, name), shape, description, field.is_required(), is_nullable, default)


def _shape(type_: Any, marks: tuple[Any, ...], seen: tuple[type, ...], noun: str) -> InputShape:
    """Return the tree of a type. noun: what choices are called that have no class of their own."""
    if len(seen) == 1 and any(isinstance(mark, MemberMark) for mark in marks):
        return InputShape(is_member=True)
    if any(
        isinstance(mark, WithJsonSchema) and (mark.json_schema or {}).get("format") == "date-time" for mark in marks
    ):
        return InputShape(python=datetime)
    origin = get_origin(type_)
    if origin is Annotated:
        return _shape(get_args(type_)[0], type_.__metadata__, seen, noun)
    if origin is Literal:
        return _choices(get_args(type_), noun, None)
    if isinstance(type_, type) and issubclass(type_, Enum):
        return _choices([item.value for item in type_], type_.__name__, type_)
    if origin in _LISTS:
        return _list(get_args(type_), seen, noun)
    if isinstance(type_, type) and issubclass(type_, PayloadPart):
        return input_shape(type_, seen)
    return InputShape(python=type_) if type_ in _SCALARS else JSON


def _list(arguments: tuple[Any, ...], seen: tuple[type, ...], noun: str) -> InputShape:
    one = [argument for argument in arguments if argument is not Ellipsis]
    if len(one) != 1 or _without_none(one[0])[1]:
        return JSON
    return InputShape(items=_shape(one[0], (), seen, noun))


def _choices(values: Iterable[Any], noun: str, of: type | None) -> InputShape:
    """Return an enum of texts, or plain texts if GraphQL could not name them all."""
    texts = tuple(dict.fromkeys(values))
    if not all(isinstance(text, str) for text in texts):
        return JSON
    if not texts or not all(map(_is_speakable, texts)):
        return InputShape(python=str)
    text = " ".join((of.__doc__ or "").split()) if of is not None else ""
    return InputShape(
        choices=texts, noun=noun, told=Described(text, package_of(of)) if of is not None and text else None
    )


def _without_none(type_: Any) -> tuple[Any, bool]:
    """Return a type without None among its choices, and True if it was there."""
    if get_origin(type_) is Annotated:
        inner, is_nullable = _without_none(get_args(type_)[0])
        return (Annotated[(inner, *type_.__metadata__)] if is_nullable else type_), is_nullable
    if get_origin(type_) not in (Union, UnionType):
        return type_, False
    choices = [choice for choice in get_args(type_) if choice is not NoneType]
    return (choices[0] if len(choices) == 1 else Any), len(choices) < len(get_args(type_))


def _is_speakable(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in _WORDS


def _shown(shape: InputShape, default: Any) -> Any:
    if shape.choices:
        value = default.value if isinstance(default, Enum) else default
        return value if value in shape.choices else UNSET
    return default if shape.python is not None and type(default) is shape.python and shape.python in _SHOWN else UNSET


def _description(model: type[BaseModel], name: str, field: FieldInfo) -> Described:
    """Return what a field says of itself: its description or title, and the Chinese that stands next to it."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, Mapping) else {}
    told = "description" if field.description else "title"
    words = title_of(name)
    title = field.title if field.title and field.title != words else words.capitalize() + "."
    text = field.description or title
    chinese = extra.get(f"{told}{CHINESE.capitalize()}") or extra.get(f"title{CHINESE.capitalize()}")
    return Described(str(text), package_of(model), {CHINESE: str(chinese)} if chinese else {})


def as_json(shape: InputShape, given: Any) -> Any:
    """Return what was given in GraphQL as the JSON that would have said it. A null counts as left out where none is taken."""
    if given is None or shape.is_member:
        return given
    if shape.parts:
        by_name = {part.name: part for part in shape.parts}
        return {
            name: as_json(part.shape, value)
            for name, value in given.items()
            if (part := by_name.get(name)) is not None and (value is not None or part.is_nullable)
        }
    if shape.items is not None:
        return [as_json(shape.items, item) for item in given]
    if shape.python is datetime and isinstance(given, int):
        return iso_of(given)
    if isinstance(given, Decimal):
        return format(given, "f")
    return given.isoformat() if isinstance(given, date) else str(given) if isinstance(given, Enum) else given
