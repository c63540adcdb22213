"""The registry: everything that the installed plugins declare, collected once at boot and passed on from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from types import MappingProxyType
from typing import Self

from headless.engine.rules import EventType
from headless.errors import Misconfigured
from headless.plugins.assets import AssetKind
from headless.plugins.declarations import Declarations, PluginInfo, RuleDeclaration
from headless.plugins.loading import ENTRY_POINTS, load

BUILTIN = "builtin"
RuleKey = tuple[str, str]

__all__ = ["BUILTIN", "ENTRY_POINTS", "PluginInfo", "Registry", "RuleDeclaration"]


@dataclass(frozen=True, slots=True)
class Registry:
    """What all loaded plugins declare; rules by (plugin, id), event types by name, asset kinds by code."""

    rules: Mapping[RuleKey, RuleDeclaration] = field(default_factory=dict)
    event_types: Mapping[str, EventType] = field(default_factory=dict)
    assets: Mapping[str, AssetKind] = field(default_factory=dict)
    plugins: tuple[PluginInfo, ...] = ()

    @classmethod
    def load(
        cls,
        allowed: Iterable[str] | None = None,
        *,
        strict: bool = False,
        entry_points: Iterable[metadata.EntryPoint] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> Self:
        """Collect what is declared: the built-in plugin, those in `more`, then installed ones, by name.

        allowed: names of installed plugins to load, None for all. strict: any failure is fatal. entry_points: those of
        the environment by default. more: plugin objects by name. Errors: Misconfigured where two plugins share a name
        or declare the same event type or asset kind, and for failures under strict.
        """
        points = metadata.entry_points(group=ENTRY_POINTS) if entry_points is None else entry_points
        declared, plugins = load(BUILTIN, allowed, points, more or {})
        failed = [plugin for plugin in plugins if plugin.state == "FAILED"]
        if strict and failed:
            raise Misconfigured("; ".join(f"plugin {each.name} {each.version} failed: {each.error}" for each in failed))
        return cls(
            rules=MappingProxyType({(rule.plugin, rule.id): rule for each in declared for rule in each.rules}),
            event_types=_event_types(declared),
            assets=_assets(declared),
            plugins=tuple(plugins),
        )

    def rule(self, plugin: str, rule: str) -> RuleDeclaration | None:
        """One rule; None if it is not installed."""
        return self.rules.get((plugin, rule))


def _event_types(declared: list[Declarations]) -> Mapping[str, EventType]:
    found: dict[str, tuple[Declarations, EventType]] = {}
    for each in declared:
        for event in each.event_types:
            if event.name in found:
                raise _clash("event type", event.name, found[event.name][0], each)
            found[event.name] = each, event
    return MappingProxyType({name: event for name, (_, event) in found.items()})


def _assets(declared: list[Declarations]) -> Mapping[str, AssetKind]:
    found: dict[str, tuple[Declarations, AssetKind]] = {}
    for each in declared:
        for asset in each.assets:
            if asset.code in found:
                raise _clash("asset kind", asset.code, found[asset.code][0], each)
            found[asset.code] = each, asset
    return MappingProxyType({code: asset for code, (_, asset) in found.items()})


def _clash(what: str, name: str, first: Declarations, second: Declarations) -> Misconfigured:
    owners = f"{first.plugin} {first.version} and {second.plugin} {second.version}"
    return Misconfigured(
        f"the {what} {name!r} is declared by {owners}: uninstall one, or leave it out of HEADLESS_PLUGINS"
    )
