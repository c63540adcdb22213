"""Installed plugins, and those that this merchant used and that are gone."""

from collections.abc import Sequence
from typing import Any

from headless.resolvers.reading.context import ReadContext
from headless.services.plugin_admin.plugin_reports import healths
from headless.services.plugin_admin.plugins import PluginView, plugin_views


async def plugins(ctx: ReadContext, parents: Sequence[object]) -> list[list[PluginView]]:
    """Root: all plugins by name, the built-in one first."""
    found = plugin_views(ctx.instances)
    return [found for _ in parents]


async def plugin_named(ctx: ReadContext, rows: Sequence[Any]) -> list[PluginView | None]:
    """The plugin that each row names."""
    known = {view.name: view for view in plugin_views(ctx.instances)}
    return [None if row.name is None else known.get(row.name) for row in rows]


async def health(ctx: ReadContext, rows: Sequence[PluginView]) -> list[dict[str, Any]]:
    """How each plugin fares for this merchant."""
    async with ctx.read() as session:
        found = await healths(session, ctx.merchant_id, rows)
    return [found[row.name] for row in rows]
