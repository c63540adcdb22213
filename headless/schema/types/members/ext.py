"""Fields that plugins add to members and to the merchant, `ext { <plugin> { <field> } }`, made from what they declare."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic.alias_generators import to_camel, to_pascal
from strawberry.types.field import StrawberryField

from headless.engine.declarations.rules import Field as Declared
from headless.errors import Misconfigured
from headless.messages import Message
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.field_types import Misshapen, shape_of
from headless.plugins.contract.served.inputs import input_shape
from headless.plugins.loading.registry import Registry
from headless.resolvers.nouns.members import ext, field_values, merchant_ext
from headless.schema.base.fields import argument, batch, object_type, value
from headless.schema.base.scalars import JSON
from headless.schema.types.plugins.made_types import READ, MadeTypes, Owner, made, named, sized

NAME = "MemberExt"
OF_MERCHANT = "MerchantExt"
NAMES = (NAME, OF_MERCHANT)


def _nothing() -> Any:
    return named("_", value("Always null: there for those who have no plugin.", read=lambda row: None))


def _missing() -> Any:
    return batch(
        field_values.absent,
        "What asks for a plugin that is not installed is answered by this: null, and an error that says so.",
        arguments={"plugin": argument(str, "The plugin's name.")},
    )


@object_type(scope=READ, row=ext.ExtRow, owner="member_id")
class MemberExt:
    """The fields that plugins add to a member: one for each installed plugin."""

    nothing: bool | None = _nothing()
    missing: JSON | None = _missing()


@object_type(public=True, row=merchant_ext.MerchantExtRow, for_member=True)
class MerchantExt:
    """The fields that plugins add to the merchant: one for each installed plugin that has any."""

    nothing: bool | None = _nothing()
    missing: JSON | None = _missing()


def plugin_fields(registry: Registry, types: MadeTypes) -> Mapping[str, Sequence[StrawberryField]]:
    """Return the fields of MemberExt and MerchantExt: one for each plugin that declares any.

    Raise Misconfigured if two types clash.
    """
    by_plugin: dict[str, dict[str, list[Declaration[Declared]]]] = {"member": {}, "merchant": {}}
    for declaration in registry.fields.values():
        by_plugin[declaration.declared.on].setdefault(declaration.plugin, []).append(declaration)
    of_member = {name: _plugin(types, name, fields) for name, fields in sorted(by_plugin["member"].items())}
    of_merchant = {name: _merchants(types, name, fields) for name, fields in sorted(by_plugin["merchant"].items())}
    return {
        NAME: _fields_of(made("PluginsOfMember", "What plugins say.", of_member, scope=READ)),
        OF_MERCHANT: _fields_of(made("PluginsOfMerchant", "What plugins say.", of_merchant)),
    }


def _plugin(types: MadeTypes, name: str, declared: Iterable[Declaration[Declared]]) -> tuple[str, Any, Any]:
    """Return one plugin's name in the schema, its type and its field."""
    text = Message("What the plugin {plugin} says of a member.", plugin=name)
    fields = {declaration.id: _field(types, declaration) for declaration in declared}
    lead = f"Ext{to_pascal(name)}"
    type_ = types.owned(name, lead, name, lambda: made(lead, text, fields, scope=READ))
    said = Message("What the plugin {plugin} says; null if it is not enabled.", plugin=name)
    return to_camel(name), type_, batch(ext.part_of(name), said)


def _merchants(types: MadeTypes, name: str, declared: Iterable[Declaration[Declared]]) -> tuple[str, Any, Any]:
    """Return the same for what a plugin says of the merchant."""
    text = Message("What the plugin {plugin} says of the merchant.", plugin=name)
    fields = {declaration.id: _field(types, declaration) for declaration in declared}
    lead = f"{OF_MERCHANT}{to_pascal(name)}"
    type_ = types.owned(name, lead, name, lambda: made(lead, text, fields))
    said = Message("What the plugin {plugin} says; null if it is not enabled.", plugin=name)
    return to_camel(name), type_, batch(ext.part_of(name), said)


def _field(types: MadeTypes, declaration: Declaration[Declared]) -> tuple[str, Any, Any]:
    declared = declaration.declared
    try:
        shape = shape_of(declared.type)
    except Misshapen as fault:
        raise Misconfigured(
            Message("the field {declaration} cannot be served: {fault}", declaration=declaration.name, fault=fault)
        ) from None
    takes = None if declared.arguments is None else input_shape(declared.arguments)
    served = field_values.Served(declaration.plugin, declaration.id, shape, takes)
    answer = (ext.answer_of if declared.on == "member" else merchant_ext.merchant_answer_of)(served)
    owner = Owner(declaration.plugin, declaration.package)
    field = batch(
        answer, declaration.description, scope=declared.scope, for_member=declared.for_member, sized=sized(shape),
        arguments=types.arguments(owner, takes, shape),
    )  # fmt: skip
    return to_camel(declaration.id), types.annotation(owner, shape), field


def _fields_of(type_: Any) -> list[StrawberryField]:
    return list(type_.__strawberry_definition__.fields)
