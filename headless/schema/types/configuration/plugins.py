"""Plugins: what is installed, whether this merchant uses it, and its health."""

from enum import StrEnum

from headless.engine.texts.wording import worded
from headless.resolvers.nouns.configuration import plugins
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import batch, enum_type, object_type, value
from headless.schema.base.scalars import JSON
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
    health: JSON | None = batch(
        plugins.health,
        "How it fares: status WELL, TROUBLED, PAUSED or FAILED; failures by part; what was missed; events that wait.",
    )
