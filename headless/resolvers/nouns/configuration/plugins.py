"""Installed plugins, and those that this merchant used and that are gone."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from headless.models.tables.rewards.shared_budgets import taken_of
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


class PluginBudgetRow(NamedTuple):
    """A budget of a plugin, and what is left of it in the present period."""

    code: str
    name: str
    period: str
    amount: Decimal
    taken: Decimal
    left: Decimal
    resets_at: int | None


async def budgets(ctx: ReadContext, rows: Sequence[PluginView]) -> list[list[PluginBudgetRow]]:
    """Return the budgets of each plugin, in order of their codes."""
    program = ctx.program
    keys = {name: budget.key(ctx.today) for name, budget in program.budgets.items()}
    async with ctx.read() as session:
        taken = await taken_of(session, ctx.merchant_id, keys.values())
    listed: dict[str, list[PluginBudgetRow]] = {}
    for name, budget in sorted(program.budgets.items()):
        units = taken[keys[name]]
        row = PluginBudgetRow(
            budget.code, budget.labels.get(ctx.lang) or budget.label, budget.period.name, Decimal(budget.units),
            Decimal(units), Decimal(max(0, budget.units - units)), budget.resets_at(ctx.today, program.zone),
        )  # fmt: skip
        listed.setdefault(budget.plugin, []).append(row)
    return [listed.get(row.name, []) for row in rows]


async def health(ctx: ReadContext, rows: Sequence[PluginView]) -> list[dict[str, Any]]:
    """Return how each plugin works for this merchant: its failures and slow calls."""
    async with ctx.read() as session:
        by_name = await healths(session, ctx.merchant_id, rows)
    return [by_name[row.name] for row in rows]
