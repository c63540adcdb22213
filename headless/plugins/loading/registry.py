"""The registry: everything that the installed plugins declare, collected once at boot and passed on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from types import MappingProxyType
from typing import Any, Self, TypeVar

from headless.engine.declarations.leaderboards import Ranking
from headless.engine.declarations.rules import Budget, EventType, Field, Job, Metric, TierRule
from headless.errors import Misconfigured
from headless.messages import Message
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.declarations import Declaration, Declarations, PluginInfo, RuleDeclaration
from headless.plugins.contract.integrations import Action, Inbound, Observers, Table
from headless.plugins.loading.loader import ENTRY_POINTS, load
from headless.plugins.loading.name_clashes import assets, check_budgets, check_fields, event_types, tables

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
    rankings: Mapping[RuleKey, Declaration[Ranking]] = field(default_factory=dict)
    budgets: Mapping[RuleKey, Declaration[Budget]] = field(default_factory=dict)
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

        Args:
            allowed: Names of installed plugins to load, None for all.
            strict: Make any failure fatal.
            entry_points: Entry points to use in place of those of the environment.
            more: Plugin objects by name.

        Raises:
            Misconfigured: Two plugins share a name or declare the same event type or asset kind, or one failed under strict.
        """
        points = metadata.entry_points(group=ENTRY_POINTS) if entry_points is None else entry_points
        declared, plugins = load(BUILTIN, allowed, points, more or {})
        failed = [plugin for plugin in plugins if plugin.state == "FAILED"]
        if strict and failed:
            raise Misconfigured(
                Message.plain(
                    "; ".join(f"plugin {plugin.name} {plugin.version} failed: {plugin.error}" for plugin in failed)
                )
            )
        check_fields(declared)
        check_budgets(declared)
        return cls(
            rules=_keyed(plugin.rules for plugin in declared),
            event_types=event_types(declared),
            assets=assets(declared),
            plugins=tuple(plugins),
            metrics=_keyed(plugin.metrics for plugin in declared),
            tier_rules=_keyed(plugin.tier_rules for plugin in declared),
            fields=_keyed(plugin.fields for plugin in declared),
            jobs=_keyed(plugin.jobs for plugin in declared),
            rankings=_keyed(plugin.rankings for plugin in declared),
            budgets=_keyed(plugin.budgets for plugin in declared),
            inbound=_keyed(plugin.inbound for plugin in declared),
            actions=_keyed(plugin.actions for plugin in declared),
            tables=tables(declared),
            observers=MappingProxyType({plugin.plugin: plugin.observers for plugin in declared if plugin.observers}),
            declared=MappingProxyType({plugin.plugin: plugin for plugin in declared}),
        )

    def rule(self, plugin: str, rule: str) -> RuleDeclaration | None:
        """Return one rule, or None if it is not installed."""
        return self.rules.get((plugin, rule))

    def keeper(self, plugin: str, id_: str) -> Declaration[Any] | None:
        """Return the declaration that a merchant has instances of under an id, or None if it is not installed."""
        declared = self.declared.get(plugin)
        declarations = declared.with_settings if declared else ()
        return next(
            (declaration for declaration in declarations if declaration.id == id_ and declaration.takes_settings), None
        )


def _keyed(by_plugin: Iterable[Iterable[D]]) -> Mapping[RuleKey, D]:
    return MappingProxyType(
        {(declaration.plugin, declaration.id): declaration for listed in by_plugin for declaration in listed}
    )
