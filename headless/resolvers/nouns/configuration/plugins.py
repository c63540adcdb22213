"""Installed plugins, and those that this merchant used and that are gone."""

from collections.abc import Sequence
from typing import Any

from headless.resolvers.reading.context import ReadContext
from headless.services.plugin_admin.plugin_reports import healths
from headless.services.plugin_admin.plugins import PluginView, plugin_views


async def plugins(ctx: ReadContext, parents: Sequence[object]) -> list[list[PluginView]]:
    """Return all plugins by name, the built-in one first."""
    views = plugin_views(ctx.instances)
    return [views for _ in parents]


async def plugin_named(ctx: ReadContext, rows: Sequence[Any]) -> list[PluginView | None]:
    """Return the plugin that each row names."""
    known = {view.name: view for view in plugin_views(ctx.instances)}
    return [None if row.name is None else known.get(row.name) for row in rows]


async def health(ctx: ReadContext, rows: Sequence[PluginView]) -> list[dict[str, Any]]:
    """Return how each plugin works for this merchant: its failures and slow calls."""
    async with ctx.read() as session:
        by_name = await healths(session, ctx.merchant_id, rows)
    return [by_name[row.name] for row in rows]
