"""Plugins: what is installed, whether this merchant uses it, and its health."""

from decimal import Decimal
from enum import StrEnum

from headless.engine.texts.wording import worded
from headless.resolvers.nouns.configuration import plugins
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import batch, enum_type, object_type, value
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.types.configuration.rules import Rule
from headless.services.plugin_admin.plugins import PluginView


@enum_type(
    {
        "LOADED": "It works.",
        "FAILED": "It could not be loaded; error says why.",
        "MISSING": "It is not installed, though this merchant used it; its data and settings are kept.",
    }
)
class PluginState(StrEnum):
    """The state of a plugin."""

    LOADED = "LOADED"
    FAILED = "FAILED"
    MISSING = "MISSING"


@enum_type(
    {
        "DAY": "A day of the merchant's calendar.",
        "WEEK": "A week, from Monday.",
        "MONTH": "A month of the calendar.",
        "TOTAL": "For good.",
    }
)
class PluginBudgetPeriod(StrEnum):
    """How long a budget of a plugin has to last."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    TOTAL = "TOTAL"


@object_type(scope="plugins:read", row=plugins.PluginBudgetRow)
class PluginBudget:
    """An amount that all members share, which rules take from."""

    code: str = value("What rules call it, after budget:.")
    name: str = value("What people call it.")
    period: PluginBudgetPeriod = value("How long it has to last.")
    amount: Decimal = value("How much there is in each period.")
    taken: Decimal = value("What was taken in the present period, on its local days. Nothing comes back.")
    left: Decimal = value("What is left in the present period.")
    resets_at: DateTime | None = value("When it is there whole again; null: never.")


def _error(ctx: ReadContext, row: PluginView) -> str | None:
    return None if row.error is None else worded(row.error, ctx.lang)


@object_type(scope="plugins:read", row=PluginView)
class Plugin:
    """An installed plugin, or one that was used and is gone."""

    name: str = value("Its name.")
    version: str = value("Its version; if it is missing, the one that was enabled.")
    state: PluginState = value("Its state: loaded, failed or missing.")
    enabled: bool = value("True if this merchant has enabled it.")
    error: str | None = value("Why it could not be loaded.", told=_error)
    rules: list[Rule] | None = value(
        "What it declares with settings, as this merchant has set it up.", read=lambda row: list(row.rules),
        scope="rules:read", sized=8,
    )  # fmt: skip
    budgets: list[PluginBudget] | None = batch(
        plugins.budgets, "The budgets that its rules take from, in order of their codes.", sized=3
    )
    health: JSON | None = batch(
        plugins.health,
        "How it fares: status WELL, TROUBLED, PAUSED or FAILED; failures by part; what was missed; events that wait.",
    )
