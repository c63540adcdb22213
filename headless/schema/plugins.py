"""Plugins: what is installed, and whether this merchant uses it."""

from enum import StrEnum

from headless.resolvers.plugins import PluginRow
from headless.schema.fields import enum_type, object_type, value
from headless.schema.rules import Rule
from headless.schema.scalars import JSON


@enum_type(
    {
        "LOADED": "It works.",
        "FAILED": "It could not be loaded; error says why.",
        "MISSING": "It is not installed, though rules of it are set up.",
    }
)
class PluginState(StrEnum):
    """Whether a plugin could be loaded."""

    LOADED = "LOADED"
    FAILED = "FAILED"
    MISSING = "MISSING"


@object_type(scope="plugins:read", row=PluginRow)
class Plugin:
    """An installed plugin."""

    name: str = value("Its name.")
    version: str = value("Its version; empty if it is missing.")
    state: PluginState = value("Whether it could be loaded.")
    enabled: bool = value("Whether any of its rules is on for this merchant.")
    error: str | None = value("Why it could not be loaded.")
    rules: list[Rule] | None = value("Its rules as this merchant has set them up.", scope="rules:read", sized=8)
    health: JSON | None = value("What it says of its own state; null: nothing.", read=lambda row: None)
