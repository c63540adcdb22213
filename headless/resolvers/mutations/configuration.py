"""The configuration saved: asset kinds, tier tracks, tags and rules, each save a new version."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from headless.resolvers.mutations.results import SavedRow, saved
from headless.resolvers.reading.context import ReadContext
from headless.services.backtesting.tried_conditions import require_scopes
from headless.services.configuration.access.partners import save_partner
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.kernel.outcomes import Saved

Save = Callable[..., Awaitable[Saved]]


async def asset_kind_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save an asset kind under its code."""
    return await save_document(ctx, save_asset_kind, given)


async def tier_track_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a tier track under its code."""
    return await save_document(ctx, save_tier_track, given)


async def tag_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a tag under its code."""
    return await save_document(ctx, save_tag, given)


async def partner_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a partner under its code."""
    return await save_document(ctx, save_partner, given)


async def rule_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a rule instance."""
    return await save_document(ctx, save_rule, given)


async def save_document(ctx: ReadContext, save: Save, given: Mapping[str, Any]) -> SavedRow:
    """Save a document of the configuration. Raise Denied if the token may not read what a condition in it tests."""
    document = {name: value for name, value in given.items() if name != "expectedVersion"}
    # a metric could otherwise be read off the members that a condition selects
    require_scopes(ctx.principal, ctx.program.metrics, document)
    return await saved(ctx, save(ctx.kernel, ctx.principal, document, given.get("expectedVersion")))
