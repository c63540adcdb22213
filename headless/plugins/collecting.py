"""One plugin asked for its declarations, alone, so that its faults are its own."""

from collections.abc import Callable, Iterable
from copy import copy
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from headless.engine.rules import EventType, Rule
from headless.plugins import hooks
from headless.plugins.checks import (
    BadDeclaration,
    check_asset,
    check_event_type,
    check_rule,
    check_settings_used,
    settings_class_of,
)
from headless.plugins.declarations import Declarations, RuleDeclaration

T = TypeVar("T")


def collect(name: str, version: str, plugin: object) -> Declarations:
    """What a plugin declares. Errors: BadDeclaration, or whatever the plugin's own code raises."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    manager.register(plugin, name)
    manager.check_pending()
    _check_marked(manager, plugin)
    rules = _answers(manager, "register_rules", check_rule)
    _check_once([rule.id for rule in rules], "rule")
    events = _answers(manager, "register_events", check_event_type)
    _check_once([event.name for event in events], "event type")
    return Declarations(
        plugin=name,
        version=version,
        rules=tuple(_declared(name, version, rule, rules) for rule in rules),
        event_types=tuple(_owned(name, event) for event in events),
        assets=tuple(_answers(manager, "register_assets", check_asset)),
    )


def _answers(manager: pluggy.PluginManager, hook: str, check: Callable[[object], T]) -> list[T]:
    found: list[T] = []
    for answer in getattr(manager.hook, hook)():
        if isinstance(answer, str) or not isinstance(answer, Iterable):
            raise BadDeclaration(f"{hook} returned {answer!r}; it must return a list")
        found += [check(each) for each in answer]
    return found


def _check_marked(manager: pluggy.PluginManager, plugin: object) -> None:
    marked = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    if marked:
        names = vars(plugin) if isinstance(plugin, ModuleType) else dir(plugin)
        forgotten = sorted(name for name in names if name.startswith("register_") and name not in marked)
        if forgotten:
            raise BadDeclaration(f"{', '.join(forgotten)} lacks @hookimpl, so it would never be called")
    else:
        raise BadDeclaration("it implements no hook: mark register_rules and the like with @hookimpl")


def _check_once(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadDeclaration(f"the {what} {twice[0]!r} is declared twice")


def _declared(name: str, version: str, rule: type[Rule], rules: list[type[Rule]]) -> RuleDeclaration:
    settings = settings_class_of(rule, {each.id: each for each in rules})
    check_settings_used(rule, settings)
    return RuleDeclaration(name, version, rule(), settings, settings.settings_schema())


def _owned(name: str, event: EventType) -> EventType:
    # a copy, because the plugin's own object may be registered again, in a test under another name
    owned: Any = copy(event)
    owned.plugin = name
    return owned  # type: ignore[no-any-return]
