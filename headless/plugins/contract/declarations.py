"""What a plugin declared, checked: the parts of the registry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, Generic, Literal, TypeVar

from headless.engine.declarations.rules import EventType, Field, Job, Metric, Rule, TierRule
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.integrations import Action, Inbound, Observers, Table
from headless.plugins.contract.settings import RuleSettings, parse_settings

D = TypeVar("D")
Kind = Literal["rule", "metric", "tier_rule", "field", "job", "inbound", "action"]


@dataclass(frozen=True, slots=True)
class Declaration(Generic[D]):
    """Something that a plugin declared: its one object, and the class of its settings."""

    plugin: str
    plugin_version: str
    declared: D
    settings_class: type[RuleSettings]
    kind: Kind = "rule"

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of its settings. Made when somebody asks: to make all of them takes as long as half of the imports."""
        return self.settings_class.settings_schema()

    @property
    def id(self) -> str:
        found: str = id_of(self.declared)
        return found

    @property
    def name(self) -> str:
        """How it is called from outside: "<plugin>.<id>"."""
        return f"{self.plugin}.{self.id}"

    @property
    def label(self) -> str:
        return getattr(self.declared, "label", None) or self.id.replace("_", " ")

    @property
    def label_zh(self) -> str:
        return getattr(self.declared, "label_zh", None) or self.label

    @property
    def description(self) -> str:
        """For merchants: the docstring of its class."""
        return cleandoc(type(self.declared).__doc__ or self.label)

    @property
    def keeps_settings_of(self) -> str:
        """The id under which its settings are kept: its own, or the sibling's that it shares."""
        return getattr(self.declared, "settings_of", None) or self.id

    @property
    def takes_settings(self) -> bool:
        """Whether merchants have instances of it: every rule, and what else has settings of its own.

        A track holds the settings of its tier rule.
        """
        own = self.keeps_settings_of == self.id and bool(self.settings_class.model_fields)
        return self.kind == "rule" or (self.kind != "tier_rule" and own)

    def settings(self, raw: Any = None) -> RuleSettings:
        """The settings of a JSON document; None means the defaults. Errors: Invalid with code INVALID_SETTINGS."""
        return parse_settings(self.settings_class, raw, self.id)

    def assets(self, settings: RuleSettings) -> frozenset[str]:
        """The codes of the asset kinds that an instance with these settings may touch."""
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
    inbound: tuple[Declaration[Inbound], ...] = ()
    actions: tuple[Declaration[Action], ...] = ()
    tables: tuple[Table, ...] = ()
    observers: Observers | None = None

    @property
    def with_settings(self) -> tuple[Declaration[Any], ...]:
        """All that can be named by an id."""
        found = (self.rules, self.metrics, self.tier_rules, self.fields, self.jobs, self.inbound, self.actions)
        return tuple(each for listed in found for each in listed)


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """An installed plugin: loaded, or failed with its error."""

    name: str
    version: str
    state: Literal["LOADED", "FAILED"] = "LOADED"
    error: str | None = None


def id_of(declared: object) -> Any:
    """The id of a declaration; an integration's is its name."""
    return getattr(declared, "id", None) or getattr(declared, "name", None)


def setting_of(name: str) -> str | None:
    """The setting that "$name" or "$name.part" stands for; None for a plain text."""
    return name[1:].partition(".")[0] if name.startswith("$") else None


def _codes(settings: RuleSettings, name: str) -> Iterable[str]:
    """The texts that "$name.part.part" leads to; of a mapping its values, of a list each one."""
    setting = setting_of(name)
    if setting is None:
        return (name,)
    found = _each(getattr(settings, setting, None))
    for part in name.split(".")[1:]:
        found = [value for each in found for value in _each(getattr(each, part, None))]
    return [each for each in found if isinstance(each, str)]


def _each(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, tuple | list) else [value]
