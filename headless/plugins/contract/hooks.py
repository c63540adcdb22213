"""The hooks of a plugin: plain functions called once at boot, each returning a list of declarations; and three observers.

The observers are asynchronous, run after a commit with a time budget, and may take only those arguments that they need.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from headless.engine.declarations.facts import Event
from headless.engine.declarations.rules import EventType, Field, Job, Metric, Rule, TierRule
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.integrations import Action, Do, Inbound, Merchant, Table

PROJECT = "headless"
OBSERVERS = ("event_settled", "export_member", "erase_member")
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_assets() -> Sequence[AssetKind]:  # type: ignore[empty-body]
    """The asset kinds that a merchant gets with the plugin."""


@hookspec
def register_events() -> Sequence[EventType]:  # type: ignore[empty-body]
    """The event types that the plugin adds."""


@hookspec
def register_metrics() -> Sequence[type[Metric]]:  # type: ignore[empty-body]
    """The metrics that conditions may test as "<plugin>.<id>", each a subclass of Metric."""


@hookspec
def register_rules() -> Sequence[type[Rule]]:  # type: ignore[empty-body]
    """The rules that a merchant can set up, each a subclass of Rule."""


@hookspec
def register_tier_rules() -> Sequence[type[TierRule]]:  # type: ignore[empty-body]
    """The tier rules that a track may name as "<plugin>.<id>", each a subclass of TierRule."""


@hookspec
def register_fields() -> Sequence[type[Field]]:  # type: ignore[empty-body]
    """The fields that front ends read as ext { <plugin> { <id> } }, each a subclass of Field."""


@hookspec
def register_jobs() -> Sequence[type[Job]]:  # type: ignore[empty-body]
    """The jobs that record an event for each member who meets a condition, each a subclass of Job."""


@hookspec
def register_tables() -> Sequence[Table]:  # type: ignore[empty-body]
    """The plugin's own tables; with them come export_member and erase_member."""


@hookspec
def register_inbound() -> Sequence[type[Inbound]]:  # type: ignore[empty-body]
    """The webhooks that other systems call, each a subclass of Inbound."""


@hookspec
def register_actions() -> Sequence[type[Action]]:  # type: ignore[empty-body]
    """What front ends may ask the plugin to do, each a subclass of Action."""


@hookspec
async def event_settled(
    event: Event, member: str, changes: Sequence[Mapping[str, Any]], merchant: Merchant, do: Do
) -> None:
    """An event has settled and is committed; called at least once, in no promised order.

    member: the id of the event's member ("mem_…"). changes: what it did to the member, each with kind (ASSET, TIER, TAG),
    code, before, after, amount.
    """


@hookspec
async def export_member(member_id: str, merchant: Merchant) -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Everything the plugin's own tables hold of a member, as JSON; models read in it."""


@hookspec
async def erase_member(member_id: str, merchant: Merchant) -> None:
    """Delete what the plugin's own tables hold of a member; models write in it. It may be called twice."""
