"""Actions of plugins as mutations of their own, `<plugin><Action>(input:)`, made from what they declare."""

from typing import Any

from pydantic.alias_generators import to_camel
from strawberry.types.field import StrawberryField

from headless.errors import Misconfigured
from headless.logs import get_logger
from headless.messages import Message
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.field_types import Shape, shape_of
from headless.plugins.contract.integrations import Action
from headless.plugins.contract.served.inputs import InputShape, input_shape
from headless.plugins.loading.registry import Registry
from headless.resolvers.mutations.plugins import action_of
from headless.resolvers.nouns.members.field_values import members_in
from headless.schema.base.fields import batch, given, mutation, required, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import JSON
from headless.schema.mutations import payloads
from headless.schema.types.errors import UserError
from headless.schema.types.plugins.made_types import Fields, LazyMember, MadeTypes, Owner, made, made_input, sized

log = get_logger(__name__)
OWN = frozenset({"member", "idempotencyKey"})


def action_mutations(registry: Registry, types: MadeTypes, core: Any) -> list[StrawberryField]:
    """Return a mutation for each action of a plugin. Raise Misconfigured if two have one name, or one of ours has it."""
    owners: dict[str, str] = {_served(field): "headless" for field in core.__strawberry_definition__.fields}
    fields: dict[str, tuple[str, Any, Any]] = {}
    for declaration in registry.actions.values():
        takes = input_shape(declaration.declared.input)
        taken = OWN & {part.name for part in takes.parts}
        if taken:
            log.warning("an action is reached by pluginAction alone", action=declaration.name, field=min(taken))
            continue
        name = to_camel(f"{declaration.plugin}_{declaration.id}")
        if name in owners:
            raise Misconfigured(
                Message(
                    "the mutation {name} is declared by {known} and by {plugin}: give the action another name, or leave "
                    "a plugin out of HEADLESS_PLUGINS",
                    name=name,
                    known=owners[name],
                    plugin=declaration.plugin,
                )
            )
        owners[name] = declaration.plugin
        fields[name] = _mutation(types, declaration, takes, name)
    plugins = made("MutationsOfPlugins", "What plugins do.", fields, for_member=False)
    return list(plugins.__strawberry_definition__.fields)


def _served(field: StrawberryField) -> str:
    return field.graphql_name or to_camel(field.python_name)


def _mutation(types: MadeTypes, declaration: Declaration[Action], takes: InputShape, name: str) -> tuple[str, Any, Any]:
    declared, owner = declaration.declared, Owner(declaration.plugin, declaration.package)
    output = None if declared.output is None else shape_of(declared.output)
    lead = f"{name[:1].upper()}{name[1:]}"
    field = mutation(
        action_of(declaration.plugin, declaration.id, takes, output),
        declaration.description,
        scope=declared.scope,
        takes=_input(types, owner, f"{lead}Input", takes),
    )
    payload = types.owned(
        owner.plugin, f"{lead}Payload", declaration.name, lambda: _payload(types, owner, lead, output)
    )
    return name, payload, field


def _input(types: MadeTypes, owner: Owner, name: str, takes: InputShape) -> Any:
    more: dict[str, tuple[str, Any, Any]] = {
        "member": ("member", MemberLookup | None, given("The member it concerns.")),
        "idempotency_key": ("idempotencyKey", str, required(payloads.key(), name="idempotencyKey")),
    }
    if takes.parts:
        return types.input(owner, name, takes, more)
    more["data"] = "data", JSON | None, given("What the action takes.")
    text = Message("What the plugin {plugin} takes.", plugin=owner.plugin)
    return types.owned(owner.plugin, name, name, lambda: made_input(name, text, more))


def _payload(types: MadeTypes, owner: Owner, lead: str, output: Shape | None) -> Any:
    text = Message("What the plugin {plugin} answered.", plugin=owner.plugin)
    result = "What the action answered."
    of_members = output is not None and output.parts == () and output.names_members
    field = batch(members_in("result", output), result) if of_members and output else value(result)
    field.sized = None if output is None else sized(output)
    fields: Fields = {
        "result": ("result", JSON if output is None else types.annotation(owner, output), field),
        "member": ("member", LazyMember, payloads.member()),
        "user_errors": ("userErrors", list[UserError], payloads.errors()),
    }
    return made(f"{lead}Payload", text, fields, needed=("user_errors",), for_member=False)
