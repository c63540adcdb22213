"""The hooks of a plugin: plain functions, called once at boot, each returning a list of declarations."""

from collections.abc import Sequence

import pluggy

from headless.engine.rules import EventType, Rule
from headless.plugins.assets import AssetKind

PROJECT = "headless"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_assets() -> Sequence[AssetKind]:  # type: ignore[empty-body]
    """The asset kinds that a merchant gets with the plugin."""


@hookspec
def register_events() -> Sequence[EventType]:  # type: ignore[empty-body]
    """The event types that the plugin adds."""


@hookspec
def register_rules() -> Sequence[type[Rule]]:  # type: ignore[empty-body]
    """The rules that a merchant can set up, each a subclass of Rule."""
