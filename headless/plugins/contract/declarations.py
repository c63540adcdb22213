"""Declarations of a plugin, checked: the parts of the registry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from headless.engine.declarations.leaderboards import Ranking
from headless.engine.declarations.rules import Budget, EventType, Field, Job, Metric, Rule, TierRule
from headless.engine.texts.descriptions import Described, described
from headless.engine.texts.languages import CHINESE, labels
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.configuring.brought import Brought
from headless.plugins.contract.configuring.settings_upgrades import FIRST, NO_UPGRADE, SettingsUpgrade
from headless.plugins.contract.integrations import Action, Inbound, Observers, Table
from headless.plugins.contract.schemas import package_of, titled_schema_in
from headless.plugins.contract.settings import RuleSettings, parse_settings

D = TypeVar("D")
NOTHING: Mapping[str, str] = MappingProxyType({})
Kind = Literal["rule", "metric", "tier_rule", "field", "job", "ranking", "inbound", "action", "budget"]


@dataclass(frozen=True, slots=True)
class Declaration(Generic[D]):
    """Something that a plugin declared: its one object, and the class of its settings."""

    plugin: str
    plugin_version: str
    declared: D
    settings_class: type[RuleSettings]
    kind: Kind = "rule"
    upgrade: SettingsUpgrade = NO_UPGRADE

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of its settings. It is made on demand: making all of them takes half as long as the imports."""
        return self.settings_class.settings_schema()

    def schema_in(self, lang: str) -> Mapping[str, Any]:
        """Return the JSON Schema of its settings with titles and descriptions in a language. Its own title is then its label."""
        return titled_schema_in(self.schema, lang, self.package, self)

    @property
    def package(self) -> str:
        """The package whose texts translate what it is called and what it says of itself."""
        return package_of(type(self.declared))

    @property
    def id(self) -> str:
        declared_id: str = id_of(self.declared)
        return declared_id

    @property
    def name(self) -> str:
        """How it is called from outside: "<plugin>.<id>"."""
        return f"{self.plugin}.{self.id}"

    @property
    def label(self) -> str:
        return getattr(self.declared, "label", None) or self.id.replace("_", " ")

    @property
    def label_zh(self) -> str:
        return getattr(self.declared, "label_zh", None) or described(self.label, CHINESE, self.package)

    @property
    def description(self) -> Described:
        """For merchants: the docstring of its class, which knows its translations."""
        chinese = getattr(self.declared, "description_zh", None)
        text = cleandoc(type(self.declared).__doc__ or self.label)
        return Described(text, self.package, {CHINESE: str(chinese)} if chinese else NOTHING)

    @property
    def keeps_settings_of(self) -> str:
        """The id under which its settings are kept: its own, or the sibling's that it shares."""
        return getattr(self.declared, "settings_of", None) or self.id

    @property
    def takes_settings(self) -> bool:
        """True if merchants have instances of it: every rule, and what else has settings of its own.

        A track holds the settings of its tier rule.
        """
        own = self.keeps_settings_of == self.id and bool(self.settings_class.model_fields)
        return self.kind == "rule" or (self.kind != "tier_rule" and own)

    @property
    def is_single(self) -> bool:
        """True if a merchant has one instance of it, whose settings all its parts obey."""
        return self.kind != "rule" or self.keeps_settings_of != self.id or bool(getattr(self.declared, "single", False))

    def settings(self, raw: Any = None) -> RuleSettings:
        """Read the settings from a JSON document. None means the defaults. Raise Invalid with code INVALID_SETTINGS."""
        return parse_settings(self.settings_class, raw, self.id)

    def saved_settings(self, document: Mapping[str, Any]) -> RuleSettings:
        """Read the settings of a stored document, carried over from an earlier version of the plugin.

        Raise Invalid with code INVALID_SETTINGS if one would be lost, or cannot be taken.
        """
        return self.settings(self.carried(document))

    def carried(self, document: Mapping[str, Any]) -> Any:
        """Return the settings of a stored document as the installed version has them. Raise Invalid if it cannot be told."""
        version = document.get("settingsVersion", FIRST)
        return self.upgrade.carried(document.get("settings"), version, self.plugin, self.id)

    @property
    def version_of_settings(self) -> dict[str, int]:
        """What is stored with settings, so that a later version of the plugin can carry them over."""
        return {} if self.upgrade.version == FIRST else {"settingsVersion": self.upgrade.version}

    def assets(self, settings: RuleSettings) -> frozenset[str]:
        """Return the codes of the asset kinds that an instance with these settings may touch."""
        named = getattr(self.declared, "assets", ())
        return frozenset(code for name in named for code in _codes(settings, name))


@dataclass(frozen=True, slots=True)
class RuleDeclaration(Declaration[Rule]):
    """A rule that merchants can set up."""

    @property
    def rule(self) -> Rule:
        return self.declared


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that one plugin declared."""

    plugin: str
    version: str
    rules: tuple[RuleDeclaration, ...] = ()
    event_types: tuple[EventType, ...] = ()
    assets: tuple[AssetKind, ...] = ()
    metrics: tuple[Declaration[Metric], ...] = ()
    tier_rules: tuple[Declaration[TierRule], ...] = ()
    fields: tuple[Declaration[Field], ...] = ()
    jobs: tuple[Declaration[Job], ...] = ()
    rankings: tuple[Declaration[Ranking], ...] = ()
    budgets: tuple[Declaration[Budget], ...] = ()
    inbound: tuple[Declaration[Inbound], ...] = ()
    actions: tuple[Declaration[Action], ...] = ()
    tables: tuple[Table, ...] = ()
    observers: Observers | None = None
    brings: tuple[Brought, ...] = ()

    @property
    def with_settings(self) -> tuple[Declaration[Any], ...]:
        """All that can be named by an id."""
        by_kind = (
            self.rules, self.metrics, self.tier_rules, self.fields, self.jobs, self.rankings, self.inbound, self.actions,
            self.budgets,
        )  # fmt: skip
        return tuple(declaration for listed in by_kind for declaration in listed)


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """An installed plugin: loaded, or failed with its error. labels, descriptions: what it is, by language."""

    name: str
    version: str
    state: Literal["LOADED", "FAILED"] = "LOADED"
    error: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    descriptions: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, name: str, version: str, plugin: object) -> "PluginInfo":
        """Return a plugin that loaded, with the `label` and `description` of its module.

        Without them it is called by its name, and described by the first line of its docstring.
        """
        summary = (getattr(plugin, "__doc__", None) or "").strip().partition("\n")[0]
        return cls(
            name,
            version,
            labels=labels(plugin, name.replace("_", " ").capitalize()),
            descriptions=labels(plugin, summary, "description"),
        )


def id_of(declared: object) -> Any:
    """Return the id of a declaration. An integration's id is its name, and a budget's is its code unless it has one."""
    return getattr(declared, "id", None) or getattr(declared, "name", None) or getattr(declared, "code", None)


def setting_of(name: str) -> str | None:
    """Return the setting that "$name" or "$name.part" stands for, or None for a plain text."""
    return name[1:].partition(".")[0] if name.startswith("$") else None


def _codes(settings: RuleSettings, name: str) -> Iterable[str]:
    """Return the texts that "$name.part.part" leads to: the values of a mapping, the items of a list."""
    setting = setting_of(name)
    if setting is None:
        return (name,)
    values = _listed(getattr(settings, setting, None))
    for part in name.split(".")[1:]:
        values = [value for value in values for value in _listed(getattr(value, part, None))]
    return [value for value in values if isinstance(value, str)]


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, tuple | list) else [value]
