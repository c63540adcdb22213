"""What a plugin declared, checked: the parts of the registry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any, Literal

from headless.engine.rules import EventType, Rule
from headless.plugins.assets import AssetKind
from headless.plugins.settings import RuleSettings, parse_settings


@dataclass(frozen=True, slots=True)
class RuleDeclaration:
    """A rule that merchants can set up: the plugin's one object, the class of its settings and their JSON Schema."""

    plugin: str
    plugin_version: str
    rule: Rule
    settings_class: type[RuleSettings]
    schema: Mapping[str, Any] = field(hash=False, compare=False)

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def label(self) -> str:
        return getattr(self.rule, "label", None) or self.id.replace("_", " ")

    @property
    def label_zh(self) -> str:
        return getattr(self.rule, "label_zh", None) or self.label

    @property
    def description(self) -> str:
        """For merchants: the docstring of the rule's class."""
        return cleandoc(type(self.rule).__doc__ or self.label)

    @property
    def keeps_settings_of(self) -> str:
        """The id of the rule under which its settings are kept: its own, or the sibling's that it shares."""
        return self.rule.settings_of or self.id

    def settings(self, raw: Any = None) -> RuleSettings:
        """The settings of a JSON document; None means the defaults. Errors: Invalid with code INVALID_SETTINGS."""
        return parse_settings(self.settings_class, raw, self.id)

    def assets(self, settings: RuleSettings) -> frozenset[str]:
        """The codes of the asset kinds that an instance with these settings may touch."""
        return frozenset(code for name in self.rule.assets for code in _codes(settings, name))


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that one plugin declared."""

    plugin: str
    version: str
    rules: tuple[RuleDeclaration, ...] = ()
    event_types: tuple[EventType, ...] = ()
    assets: tuple[AssetKind, ...] = ()


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """An installed plugin: loaded, or failed with its error."""

    name: str
    version: str
    state: Literal["LOADED", "FAILED"] = "LOADED"
    error: str | None = None


def setting_of(name: str) -> str | None:
    """The setting that "$name" or "$name.part" stands for; None for a plain text."""
    return name[1:].partition(".")[0] if name.startswith("$") else None


def _codes(settings: RuleSettings, name: str) -> Iterable[str]:
    setting = setting_of(name)
    if setting is None:
        return (name,)
    value = getattr(settings, setting, None)
    part = name.partition(".")[2]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else (value,)
    found = (getattr(each, part, None) if part else each for each in parts)
    return [each for each in found if isinstance(each, str)]
