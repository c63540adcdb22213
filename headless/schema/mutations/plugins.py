"""Plugins enabled and disabled, and their actions."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.resolvers.mutations import plugins
from headless.resolvers.nouns.configuration.plugins import plugin_named
from headless.schema.base.fields import batch, enum_type, given, input_type, mutation, object_type, required, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.names import name_field
from headless.schema.base.scalars import JSON
from headless.schema.mutations import payloads
from headless.schema.types.configuration.plugins import Plugin
from headless.schema.types.errors import UserError
from headless.services.plugin_admin.bringing import Present

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]


@input_type
class PluginEnableInput:
    """A plugin to enable. What it needs is created, and what it had before is kept."""

    name: str = required("Its name.")
    settings: JSON | None = given("Settings by the ids of what it declares; left out: the defaults, or as they were.")


@input_type
class PluginDisableInput:
    """A plugin to disable. Nothing of it is deleted."""

    name: str = required("Its name.")


@input_type
class PluginActionInput:
    """An action to ask of a plugin."""

    plugin: str = required("The plugin.")
    action: str = required("The action's name.")
    member: MemberLookup | None = given("The member it concerns.")
    input: JSON = required("What the action takes.")
    idempotency_key: str = required(payloads.key())


@enum_type(
    {
        "ASSET_KIND": "An asset kind.",
        "TAG": "A tag.",
        "COUPON_KIND": "A coupon kind.",
        "BENEFIT": "A benefit.",
        "TIER_TRACK": "A tier track.",
    }
)
class BroughtSort(StrEnum):
    """What sort of thing a plugin brings."""

    ASSET_KIND = "ASSET_KIND"
    TAG = "TAG"
    COUPON_KIND = "COUPON_KIND"
    BENEFIT = "BENEFIT"
    TIER_TRACK = "TIER_TRACK"


_SORTS = {
    "assetKind": BroughtSort.ASSET_KIND,
    "tag": BroughtSort.TAG,
    "couponKind": BroughtSort.COUPON_KIND,
    "benefit": BroughtSort.BENEFIT,
    "tierTrack": BroughtSort.TIER_TRACK,
}


@object_type(scope="plugins:manage", row=Present)
class Brought:
    """Something that a plugin brings, as the merchant has it."""

    sort: BroughtSort = value("What it is.", read=lambda row: _SORTS[row.sort])
    code: str = value("Its code.")
    name: str = name_field()
    differs: list[str] = value("The parts of it in which the plugin would have it otherwise. They stay as they are.")


@object_type(public=True)
class PluginPayload:
    """The result."""

    plugin: Plugin | None = batch(plugin_named, "The plugin, as it is now.", scope="plugins:read")
    made: list[Brought] = value("What was made for it, because it was not there.", sized=8)
    existing: list[Brought] = value("What it brings that was there already, and stays as it is.", sized=8)
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class PluginActionPayload:
    """The result of an action."""

    result: JSON | None = value("What the action answered.")
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class PluginMutations:
    """Plugins."""

    plugin_enable: PluginPayload | None = mutation(
        plugins.plugin_enable,
        "Enable a plugin, or change the settings of an enabled one.",
        scope="plugins:manage",
        takes=PluginEnableInput,
    )
    plugin_disable: PluginPayload | None = mutation(
        plugins.plugin_disable, "Disable a plugin; its data stays.", scope="plugins:manage", takes=PluginDisableInput
    )
    plugin_action: PluginActionPayload | None = mutation(
        plugins.plugin_action,
        "Run a plugin's action; a repeated key gets the first answer.",
        scope="events:write",
        takes=PluginActionInput,
    )
