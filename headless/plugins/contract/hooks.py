"""The hooks of a plugin. The plain functions are called once at boot, and each returns a list of declarations.

The three observers are asynchronous. They run after a commit with a time budget, and take only the arguments that they name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from headless.engine.declarations.facts import Event
from headless.engine.declarations.leaderboards import Ranking
from headless.engine.declarations.rules import Budget, EventType, Field, Job, Metric, Rule, TierRule
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.configuring.brought import Benefit, CouponKind, TagKind, Track
from headless.plugins.contract.integrations import Action, Do, Inbound, Merchant, Table

PROJECT = "headless"
OBSERVERS = ("event_settled", "export_member", "erase_member")
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_assets() -> Sequence[AssetKind]:  # type: ignore[empty-body]
    """Return the asset kinds that a merchant gets with the plugin."""


@hookspec
def register_tags() -> Sequence[TagKind]:  # type: ignore[empty-body]
    """Return the tags that a merchant gets with the plugin, if they are not there."""


@hookspec
def register_coupon_kinds() -> Sequence[CouponKind]:  # type: ignore[empty-body]
    """Return the coupon kinds that a merchant gets with the plugin, if they are not there."""


@hookspec
def register_benefits() -> Sequence[Benefit]:  # type: ignore[empty-body]
    """Return the benefits that a merchant gets with the plugin, if they are not there."""


@hookspec
def register_tracks() -> Sequence[Track]:  # type: ignore[empty-body]
    """Return the tier tracks that a merchant gets with the plugin, if they are not there."""


@hookspec
def register_events() -> Sequence[EventType]:  # type: ignore[empty-body]
    """Return the event types that the plugin adds."""


@hookspec
def register_metrics() -> Sequence[type[Metric]]:  # type: ignore[empty-body]
    """Return the metrics that conditions may test as "<plugin>.<id>", each a subclass of Metric."""


@hookspec
def register_rules() -> Sequence[type[Rule]]:  # type: ignore[empty-body]
    """Return the rules that a merchant can set up, each a subclass of Rule."""


@hookspec
def register_tier_rules() -> Sequence[type[TierRule]]:  # type: ignore[empty-body]
    """Return the tier rules that a track may name as "<plugin>.<id>", each a subclass of TierRule."""


@hookspec
def register_fields() -> Sequence[type[Field]]:  # type: ignore[empty-body]
    """Return the fields that front ends read as ext { <plugin> { <id> } }, each a subclass of Field."""


@hookspec
def register_jobs() -> Sequence[type[Job]]:  # type: ignore[empty-body]
    """Return the jobs that record an event for each member who meets a condition, each a subclass of Job."""


@hookspec
def register_rankings() -> Sequence[type[Ranking]]:  # type: ignore[empty-body]
    """Return the rankings of members that are kept and read as lists, each a subclass of Ranking."""


@hookspec
def register_budgets() -> Sequence[type[Budget]]:  # type: ignore[empty-body]
    """Return the budgets that rules take from, each a subclass of Budget."""


@hookspec
def register_tables() -> Sequence[Table]:  # type: ignore[empty-body]
    """Return the plugin's own tables. They need the hooks export_member and erase_member."""


@hookspec
def register_inbound() -> Sequence[type[Inbound]]:  # type: ignore[empty-body]
    """Return the webhooks that other systems call, each a subclass of Inbound."""


@hookspec
def register_actions() -> Sequence[type[Action]]:  # type: ignore[empty-body]
    """Return what front ends may ask the plugin to do, each a subclass of Action."""


@hookspec
def upgrade_settings(version: int, settings: dict[str, Any], id: str) -> Mapping[str, Any]:  # type: ignore[empty-body]  # noqa: A002
    """Return settings that were saved under an earlier `settings_version` of the module as the present one has them.

    settings: as JSON, with `Secret` values where they are secrets. id: of the rule, or of what else has the settings. What is
    left in it that the settings do not know, or that they refuse, pauses the instance and is named.
    """


@hookspec
async def event_settled(
    event: Event, member: str, changes: Sequence[Mapping[str, Any]], merchant: Merchant, do: Do
) -> None:
    """Handle an event that has settled and is committed. It is called at least once, in no promised order.

    member: the id of the event's member ("mem_…"). changes: what it did to the member, each with kind (ASSET, TIER, TAG),
    code, before, after, amount.
    """


@hookspec
async def export_member(member_id: str, merchant: Merchant) -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return everything that the plugin's own tables hold of a member, as JSON. Models can read in it."""


@hookspec
async def erase_member(member_id: str, merchant: Merchant) -> None:
    """Delete everything that the plugin's own tables hold of a member. Models can write in it. It may be called twice."""
