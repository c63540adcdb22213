"""The registry: everything that the installed plugins declare, collected once at boot and passed on from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from types import MappingProxyType
from typing import Any, Self, TypeVar

from headless.engine.declarations.rules import EventType, Field, Job, Metric, TierRule
from headless.errors import Misconfigured
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.declarations import Declaration, Declarations, PluginInfo, RuleDeclaration
from headless.plugins.contract.integrations import Action, Inbound, Observers, Table
from headless.plugins.loading.loading import ENTRY_POINTS, load
from headless.plugins.loading.name_clashes import assets, check_fields, event_types, tables

BUILTIN = "builtin"
RuleKey = tuple[str, str]
D = TypeVar("D", bound=Declaration[Any])

__all__ = ["BUILTIN", "ENTRY_POINTS", "Declaration", "PluginInfo", "Registry", "RuleDeclaration"]


@dataclass(frozen=True, slots=True)
class Registry:
    """What all loaded plugins declare: by (plugin, id), event types by name, asset kinds by code, tables by name."""

    rules: Mapping[RuleKey, RuleDeclaration] = field(default_factory=dict)
    event_types: Mapping[str, EventType] = field(default_factory=dict)
    assets: Mapping[str, AssetKind] = field(default_factory=dict)
    plugins: tuple[PluginInfo, ...] = ()
    metrics: Mapping[RuleKey, Declaration[Metric]] = field(default_factory=dict)
    tier_rules: Mapping[RuleKey, Declaration[TierRule]] = field(default_factory=dict)
    fields: Mapping[RuleKey, Declaration[Field]] = field(default_factory=dict)
    jobs: Mapping[RuleKey, Declaration[Job]] = field(default_factory=dict)
    inbound: Mapping[RuleKey, Declaration[Inbound]] = field(default_factory=dict)
    actions: Mapping[RuleKey, Declaration[Action]] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, Table]] = field(default_factory=dict)
    observers: Mapping[str, Observers] = field(default_factory=dict)
    declared: Mapping[str, Declarations] = field(default_factory=dict)

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
        check_fields(declared)
        return cls(
            rules=_keyed(each.rules for each in declared),
            event_types=event_types(declared),
            assets=assets(declared),
            plugins=tuple(plugins),
            metrics=_keyed(each.metrics for each in declared),
            tier_rules=_keyed(each.tier_rules for each in declared),
            fields=_keyed(each.fields for each in declared),
            jobs=_keyed(each.jobs for each in declared),
            inbound=_keyed(each.inbound for each in declared),
            actions=_keyed(each.actions for each in declared),
            tables=tables(declared),
            observers=MappingProxyType({each.plugin: each.observers for each in declared if each.observers}),
            declared=MappingProxyType({each.plugin: each for each in declared}),
        )

    def rule(self, plugin: str, rule: str) -> RuleDeclaration | None:
        """One rule; None if it is not installed."""
        return self.rules.get((plugin, rule))

    def keeper(self, plugin: str, id_: str) -> Declaration[Any] | None:
        """Whatever a merchant may have instances of under an id; None if it is not installed."""
        declared = self.declared.get(plugin)
        found = declared.with_settings if declared else ()
        return next((each for each in found if each.id == id_ and each.takes_settings), None)


def _keyed(found: Iterable[Iterable[D]]) -> Mapping[RuleKey, D]:
    return MappingProxyType({(each.plugin, each.id): each for listed in found for each in listed})
