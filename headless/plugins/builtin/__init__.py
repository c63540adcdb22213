"""The plugin that every merchant has: asset kinds, event types and rules to begin with."""

from headless.plugins import AssetKind, EventType, Rule, hookimpl
from headless.plugins.builtin.events import EVENT_TYPES
from headless.plugins.builtin.rules import RULES

label, label_zh = "Built in", "内置"
description_zh = "每个商户都有的内容：基本的资产类型、事件类型和规则。"


@hookimpl
def register_assets() -> list[AssetKind]:
    """Return points, growth value and stored balance."""
    return [
        AssetKind("points", "Points"),
        AssetKind("growth", "Growth value"),
        AssetKind("balance", "Balance", money=True),
    ]


@hookimpl
def register_events() -> list[EventType]:
    """Return what shops and members send, what mutations record, and what the engine derives."""
    return list(EVENT_TYPES)


@hookimpl
def register_rules() -> list[type[Rule]]:
    """Return the built-in rules. None is on before a merchant saves an instance of it."""
    return list(RULES)
