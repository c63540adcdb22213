"""Object and input types made from what plugins declare. Each has one owner: two of one name are refused."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from pydantic.alias_generators import to_camel, to_pascal
from strawberry.exceptions import DuplicatedTypeName

from headless.engine.texts.descriptions import Described
from headless.engine.values.limits import PAGE_MOST
from headless.errors import Misconfigured
from headless.messages import Message
from headless.plugins.contract.field_types import Shape, ShapeField, type_description
from headless.plugins.contract.schemas import package_of
from headless.plugins.contract.served.inputs import UNSET, InputField, InputShape
from headless.resolvers.nouns.members.field_values import members_in
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import argument, batch, enum_type, given, input_type, object_type, required, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import JSON, Date, DateTime

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
READ = "members:read"
SCALARS: Mapping[type, Any] = MappingProxyType({
    str: str, int: int, bool: bool, float: float, Decimal: Decimal, date: Date, datetime: DateTime,
})  # fmt: skip
Fields = Mapping[str, tuple[str, Any, Any]]
"""By the name in Python: the name that is served, the type, and what declares it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The plugin that declares something, and the package that has its texts."""

    plugin: str
    package: str

    @property
    def lead(self) -> str:
        """What the names of its types begin with."""
        return f"Ext{to_pascal(self.plugin)}"


class MadeTypes:
    """The types of all plugins. Those of their classes begin with Ext, as no type of ours does."""

    def __init__(self) -> None:
        self._types: dict[str, tuple[str, Any, Any]] = {}

    def owned(self, plugin: str, name: str, identity: Any, making: Callable[[], Any]) -> Any:
        """Return the type of a name, made once. Raise Misconfigured if it is made of something else already."""
        known = self._types.get(name)
        if known is None:
            self._types[name] = plugin, identity, making()
        elif known[:2] != (plugin, identity):
            raise Misconfigured(
                Message(
                    "the GraphQL type {name} is declared by {known} and by {plugin}: give one of the classes "
                    "another name, or leave a plugin out of HEADLESS_PLUGINS",
                    name=name,
                    known=known[0],
                    plugin=plugin,
                )
            )
        return self._types[name][2]

    def clash_with_core(self, clash: DuplicatedTypeName) -> Misconfigured:
        """Return what to say of a type that has the name of one of ours."""
        name = next((name for name in self._types if name in clash.message.split()), "")
        plugin = self._types[name][0] if name else "headless"
        return Misconfigured(
            Message(
                "the GraphQL type {name} of the plugin {plugin} is one of headless: give what makes it another name, or "
                "leave the plugin out of HEADLESS_PLUGINS",
                name=name,
                plugin=plugin,
            )
        )

    def annotation(self, owner: Owner, shape: Shape) -> Any:
        """Return the type of what a plugin gives."""
        if shape.rows is not None:
            return self._connection(owner, shape.rows)
        if shape.parts:
            return self._object(owner, shape)
        if shape.is_member:
            return LazyMember
        if shape.items is not None:
            inner = self.annotation(owner, shape.items)
            return list[inner | None] if shape.items.is_member else list[inner]  # type: ignore[valid-type]
        return JSON if shape.python is None else SCALARS[shape.python]

    def _object(self, owner: Owner, shape: Shape) -> Any:
        python = shape.python
        assert python is not None
        name = f"{owner.lead}{python.__name__}"
        text = Described(type_description(python), owner.package)

        def making() -> Any:
            return made(name, text, {part.name: self._part(owner, part) for part in shape.parts})

        return self.owned(owner.plugin, name, python, making)

    def _part(self, owner: Owner, part: ShapeField) -> tuple[str, Any, Any]:
        text, shape = Described(part.description, owner.package), part.shape
        field = batch(members_in(part.name, shape), text) if _is_of_members(shape) else value(text)
        field.sized = sized(shape)
        return to_camel(part.name), self.annotation(owner, shape), field

    def _connection(self, owner: Owner, row: Shape) -> Any:
        """Return the connection of rows of a type, with its edges."""
        python = row.python if row.parts else None
        noun = python.__name__ if python else "Member" if row.is_member else to_pascal(_scalar_name(row))
        of = Message("Rows of the plugin {plugin}.", plugin=owner.plugin)
        node = batch(members_in("node", row), "The row.") if row.is_member else value("The row.")

        def edges() -> Any:
            text = Message("A row of the plugin {plugin}, and its place.", plugin=owner.plugin)
            fields = {"cursor": ("cursor", str, cursor()), "node": ("node", self.annotation(owner, row), node)}
            return made(f"{owner.lead}{noun}Edge", text, fields, needed=("cursor",))

        def making() -> Any:
            edge = self.owned(owner.plugin, f"{owner.lead}{noun}Edge", ("edge", row), edges)
            fields = {"edges": ("edges", list[edge], value("The rows of this page.", sized=20))}  # type: ignore[valid-type]
            return made(f"{owner.lead}{noun}Connection", of, fields, base=Connection, needed=("edges",))

        return self.owned(owner.plugin, f"{owner.lead}{noun}Connection", ("connection", row), making)

    def arguments(self, owner: Owner, takes: InputShape | None, shape: Shape) -> dict[str, Any]:
        """Return the arguments of a plugin's field, those of a page among them."""
        paged = dict(page_arguments()) if shape.rows is not None else {}
        parts = takes.parts if takes is not None else ()
        return {
            **{
                part.name: argument(
                    self._input_annotation(owner, part), part.description, name=part.name, **_default(self, owner, part)
                )
                for part in parts
            },
            **paged,
        }

    def input(self, owner: Owner, name: str, shape: InputShape, more: Fields = MappingProxyType({})) -> Any:
        """Return the input type of a plugin's class. more: further fields, such as the key of a mutation."""
        assert shape.model is not None

        def making() -> Any:
            fields: dict[str, tuple[str, Any, Any]] = {}
            for part in shape.parts:
                default = _default(self, owner, part)
                declared = (given if default or not part.is_required else required)(
                    part.description, name=part.name, **default
                )
                fields[f"in_{len(fields)}"] = part.name, self._input_annotation(owner, part), declared
            return made_input(name, _told(shape.model), {**fields, **more})

        return self.owned(owner.plugin, name, (shape.model, tuple(more)), making)

    def _input_annotation(self, owner: Owner, part: InputField) -> Any:
        annotation = self._input_type(owner, part.shape, part)
        is_needed = part.is_required and not part.is_nullable
        shows_default = part.default is not UNSET and not part.is_nullable
        return annotation if is_needed or shows_default else annotation | None

    def _input_type(self, owner: Owner, shape: InputShape, part: InputField) -> Any:
        if shape.is_member:
            return MemberLookup
        if shape.items is not None:
            inner = self._input_type(owner, shape.items, part)
            return list[inner]  # type: ignore[valid-type]
        if shape.model is not None:
            return self.input(owner, f"{owner.lead}{shape.model.__name__}Input", shape)
        if shape.choices:
            return self.enum(owner, shape, part)
        return JSON if shape.python is None else SCALARS[shape.python]

    def enum(self, owner: Owner, shape: InputShape, part: InputField) -> Any:
        """Return the enum of some choices: of its class, or of the field that takes them."""
        name = f"{owner.lead}{shape.noun}"

        def making() -> Any:
            enum: Any = StrEnum
            choices = enum(name, [(text, text) for text in shape.choices])
            choices.__doc__ = shape.told or part.description
            return enum_type({text: _word(text) for text in shape.choices})(choices)

        return self.owned(owner.plugin, name, shape.choices, making)


def made(
    name: str,
    text: str,
    fields: Fields,
    *,
    base: type = object,
    needed: tuple[str, ...] = (),
    scope: str | None = None,
    for_member: bool = True,
) -> Any:
    """Return an object type of these fields, all nullable but those needed.

    What is inside a field needs no further scope: it is reached through the field alone.
    """
    body: dict[str, Any] = {"__doc__": text, "__annotations__": {}}
    for python_name, (served, annotation, field) in fields.items():
        body["__annotations__"][python_name] = annotation if python_name in needed else annotation | None
        body[python_name] = named(served, field)
    decorate = object_type(scope=scope, public=scope is None, name=name, for_member=for_member)
    return decorate(type(name, (base,), body))


def made_input(name: str, text: str, fields: Fields) -> Any:
    """Return an input type of these fields."""
    body: dict[str, Any] = {"__doc__": text, "__annotations__": {}}
    # What has a default follows what has none, as in any dataclass.
    for python_name, (_, annotation, field) in sorted(fields.items(), key=lambda item: _has_default(item[1][2])):
        body["__annotations__"][python_name] = annotation
        body[python_name] = field
    return input_type(type(name, (), body))


def named(name: str, field: Any) -> Any:
    """Return a field under the name that is served."""
    field.graphql_name = name
    return field


def sized(shape: Shape) -> int | None:
    """Return how many rows the cost of a query counts for a field, None for the usual number."""
    return PAGE_MOST if shape.items is not None and shape.names_members else None


def _is_of_members(shape: Shape) -> bool:
    return shape.is_member or (shape.items is not None and _is_of_members(shape.items))


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _default(types: MadeTypes, owner: Owner, part: InputField) -> dict[str, Any]:
    if part.default is UNSET:
        return {}
    if part.shape.choices:
        return {"default": types.enum(owner, part.shape, part)(part.default)}
    return {"default": part.default}


def _told(model: type | None) -> Described:
    assert model is not None
    text = " ".join((model.__doc__ or "").split())
    return Described(text or f"{model.__name__}.", package_of(model))


def _word(text: str) -> str:
    return text.replace("_", " ").capitalize() + "."


def _scalar_name(row: Shape) -> str:
    return "json" if row.python is None else row.python.__name__.lower()
