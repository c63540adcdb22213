"""Fields that plugins add to members, `ext { <plugin> { <field> } }`: types made from what they declare."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pydantic.alias_generators import to_camel, to_pascal
from strawberry.types.field import StrawberryField

from headless.engine.declarations.rules import Field as Declared
from headless.engine.texts.descriptions import Described
from headless.errors import Misconfigured
from headless.messages import Message
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.field_types import Misshapen, Shape, ShapeField, shape_of, type_description
from headless.plugins.loading.registry import Registry
from headless.resolvers.nouns.members import ext
from headless.schema.base.fields import argument, batch, object_type, value
from headless.schema.base.scalars import JSON, Date, DateTime

NAME = "MemberExt"
READ = "members:read"
_SCALARS: Mapping[type, Any] = MappingProxyType({
    str: str, int: int, bool: bool, float: float, Decimal: Decimal, date: Date, datetime: DateTime,
})  # fmt: skip


def _named(name: str, field: Any) -> Any:
    field.graphql_name = name
    return field


@object_type(scope=READ, row=ext.ExtRow, owner="member_id")
class MemberExt:
    """The fields that plugins add to a member: one for each installed plugin."""

    nothing: bool | None = _named("_", value("Always null: there for those who have no plugin.", read=lambda row: None))
    missing: JSON | None = batch(
        ext.absent,
        "What asks for a plugin that is not installed is answered by this: null, and an error that says so.",
        arguments={"plugin": argument(str, "The plugin's name.")},
    )


def plugin_fields(registry: Registry) -> list[StrawberryField]:
    """Return the fields of MemberExt: one for each plugin that declares any. Raise Misconfigured if two types clash."""
    types = _PluginTypes()
    by_plugin: dict[str, list[Declaration[Declared]]] = {}
    for declaration in registry.fields.values():
        by_plugin.setdefault(declaration.plugin, []).append(declaration)
    plugins = {name: types.plugin(name, declared) for name, declared in sorted(by_plugin.items())}
    return _fields_of(_made("PluginsOfMember", "What plugins say.", plugins))


class _PluginTypes:
    """The object types of all plugins. Their names begin with Ext, as no type of ours does."""

    def __init__(self) -> None:
        self._types: dict[str, tuple[str, Any, Any]] = {}

    def plugin(self, name: str, declared: Iterable[Declaration[Declared]]) -> tuple[str, Any, Any]:
        """Return one plugin's name in the schema, its type and its field."""
        fields = {declaration.id: self._field(declaration) for declaration in declared}
        of_member = Message("What the plugin {plugin} says of a member.", plugin=name)
        type_ = self._type(name, f"Ext{to_pascal(name)}", name, of_member, fields)
        said = Message("What the plugin {plugin} says; null if it is not enabled.", plugin=name)
        return to_camel(name), type_, batch(ext.part_of(name), said)

    def _field(self, declaration: Declaration[Declared]) -> tuple[str, Any, Any]:
        shape = _shape(declaration)
        answer = ext.answer_of(declaration.plugin, declaration.id, shape)
        declared = declaration.declared
        field = batch(answer, declaration.description, scope=declared.scope, for_member=declared.for_member)
        return to_camel(declaration.id), self._annotation(declaration, shape), field

    def _annotation(self, declaration: Declaration[Declared], shape: Shape) -> Any:
        if shape.parts:
            return self._object(declaration, shape)
        if shape.items is not None:
            return list[self._annotation(declaration, shape.items)]  # type: ignore[misc]  # made at boot
        return JSON if shape.python is None else _SCALARS[shape.python]

    def _object(self, declaration: Declaration[Declared], shape: Shape) -> Any:
        python = shape.python
        assert python is not None
        name = f"Ext{to_pascal(declaration.plugin)}{python.__name__}"
        fields = {part.name: self._part(declaration, part) for part in shape.parts}
        text = Described(type_description(python), declaration.package)
        return self._type(declaration.plugin, name, python, text, fields)

    def _part(self, declaration: Declaration[Declared], part: ShapeField) -> tuple[str, Any, Any]:
        return (
            to_camel(part.name),
            self._annotation(declaration, part.shape),
            value(Described(part.description, declaration.package)),
        )

    def _type(self, plugin: str, name: str, identity: Any, text: str, fields: Mapping[str, Any]) -> Any:
        known = self._types.get(name)
        if known is None:
            self._types[name] = plugin, identity, _made(name, text, fields)
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


def _shape(declaration: Declaration[Declared]) -> Shape:
    try:
        return shape_of(declaration.declared.type)
    except Misshapen as fault:
        raise Misconfigured(
            Message("the field {declaration} cannot be served: {fault}", declaration=declaration.name, fault=fault)
        ) from None


def _made(name: str, text: str, fields: Mapping[str, tuple[str, Any, Any]]) -> Any:
    """Return an object type of these fields, all nullable. What is inside a field needs no further scope."""
    body: dict[str, Any] = {"__doc__": text, "__annotations__": {}}
    for python_name, (served, annotation, field) in fields.items():
        body["__annotations__"][python_name] = annotation | None
        body[python_name] = _named(served, field)
    return object_type(scope=READ, name=name, for_member=True)(type(name, (), body))


def _fields_of(made: Any) -> list[StrawberryField]:
    return list(made.__strawberry_definition__.fields)
