"""The declarations of one plugin, collected alone, so that its faults are its own."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from difflib import get_close_matches
from functools import partial
from inspect import iscoroutinefunction
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from headless.engine.declarations.rules import EventType
from headless.plugins.contract import hooks
from headless.plugins.contract.configuring.brought import SORTS, Brought
from headless.plugins.contract.configuring.settings_upgrades import FIRST, SettingsUpgrade
from headless.plugins.contract.declarations import Declaration, Declarations, Kind, RuleDeclaration, id_of
from headless.plugins.contract.integrations import Observer, Observers
from headless.plugins.loading import checks
from headless.plugins.loading.checking import integrations
from headless.plugins.loading.checking.brought import BROUGHT
from headless.plugins.loading.checking.fields import check_field
from headless.plugins.loading.checking.rankings import check_no_rankings, check_ranking
from headless.plugins.loading.checks import BadDeclaration, check_settings_used, named, settings_class_of

T = TypeVar("T")
_CLASSES: Mapping[Kind, tuple[str, Callable[[object], type]]] = {
    "rule": ("register_rules", checks.check_rule),
    "metric": ("register_metrics", checks.check_metric),
    "tier_rule": ("register_tier_rules", checks.check_tier_rule),
    "field": ("register_fields", check_field),
    "job": ("register_jobs", checks.check_job),
    "ranking": ("register_rankings", check_ranking),
    "budget": ("register_budgets", checks.check_budget),
    "inbound": ("register_inbound", integrations.check_inbound),
    "action": ("register_actions", integrations.check_action),
}


def collect(name: str, version: str, plugin: object) -> Declarations:
    """Collect what a plugin declares. Raise BadDeclaration, or any error that the plugin's own code raises."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    manager.register(plugin, name)
    _check_known(manager, plugin)
    _check_marked(manager, plugin)
    classes = {kind: _answers(manager, hook, check) for kind, (hook, check) in _CLASSES.items()}
    for kind, declared in classes.items():
        _check_once([id_of(declaration) for declaration in declared], kind.replace("_", " "))
    _check_settings_apart(classes)
    events = _answers(manager, "register_events", checks.check_event_type)
    _check_once([event.name for event in events], "event type")
    tables = _answers(manager, "register_tables", partial(integrations.check_table, name))
    _check_once([table.name for table in tables], "table")
    upgrade = _upgrade(manager, plugin)
    made: dict[str, Any] = {kind: _declared(name, version, kind, classes, upgrade) for kind in classes}
    return Declarations(
        plugin=name,
        version=version,
        rules=made["rule"],
        event_types=tuple(_owned(name, event) for event in events),
        assets=tuple(_answers(manager, "register_assets", checks.check_asset)),
        metrics=made["metric"],
        tier_rules=made["tier_rule"],
        fields=made["field"],
        jobs=made["job"],
        rankings=made["ranking"],
        budgets=made["budget"],
        inbound=made["inbound"],
        actions=made["action"],
        tables=tuple(tables),
        observers=_observers(manager, name, version),
        brings=_brought(manager),
    )


def _answers(manager: pluggy.PluginManager, hook: str, check: Callable[[object], T]) -> list[T]:
    checked: list[T] = []
    for answer in getattr(manager.hook, hook)():
        if isinstance(answer, str) or not isinstance(answer, Iterable):
            raise BadDeclaration(f"{hook} returned {answer!r}; it must return a list")
        checked += [check(declared) for declared in answer]
    return checked


def _brought(manager: pluggy.PluginManager) -> tuple[Brought, ...]:
    brings = [brought for hook, check in BROUGHT.items() for brought in _answers(manager, hook, check)]
    for sort, what in SORTS.items():
        _check_once([brought.code for brought in brings if brought.sort == sort], what)
    return tuple(brings)


def _check_known(manager: pluggy.PluginManager, plugin: object) -> None:
    try:
        manager.check_pending()
    except pluggy.PluginValidationError:
        unknown = next(caller.name for caller in manager.get_hookcallers(plugin) or () if not caller.has_spec())
        promised = list(filter(_is_hook, vars(hooks)))
        near = get_close_matches(unknown, promised, 1)
        raise BadDeclaration(f"unknown hook {unknown!r}" + (f"; did you mean {near[0]!r}?" if near else "")) from None


def _is_hook(name: str) -> bool:
    return name.startswith("register_") or name == "upgrade_settings" or name in hooks.OBSERVERS


def _check_marked(manager: pluggy.PluginManager, plugin: object) -> None:
    marked = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    if marked:
        names = vars(plugin) if isinstance(plugin, ModuleType) else dir(plugin)
        hooked = filter(_is_hook, names)
        forgotten = sorted(name for name in hooked if name not in marked)
        if forgotten:
            raise BadDeclaration(f"{', '.join(forgotten)} lacks @hookimpl, so it would never be called")
    else:
        raise BadDeclaration("it implements no hook: mark register_rules and the like with @hookimpl")


def _check_once(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadDeclaration(f"the {what} {twice[0]!r} is declared twice")


def _check_settings_apart(classes: Mapping[Kind, list[type]]) -> None:
    """Check that no two declarations with one id have instances, which are kept by (plugin, id)."""
    owners: dict[str, type] = {}
    for kind, declared in classes.items():
        for declaration in declared:
            if _has_instances(kind, declaration):
                if id_of(declaration) in owners:
                    both = f"{named(owners[id_of(declaration)])} and {named(declaration)}"
                    raise BadDeclaration(f"{both} have the same id and each its own settings: give one another id")
                owners[id_of(declaration)] = declaration


def _has_instances(kind: Kind, declared: type) -> bool:
    own = getattr(declared, "settings_of", None) is None and hasattr(declared, "Settings")
    return kind == "rule" or (own and kind != "tier_rule")


def _declared(
    name: str, version: str, kind: Kind, classes: Mapping[Kind, list[type]], upgrade: SettingsUpgrade
) -> tuple[Declaration[Any], ...]:
    siblings = {
        id_of(declaration): declaration
        for declared in classes.values()
        for declaration in declared
        if hasattr(declaration, "Settings")
    }
    siblings = {
        **{id_of(declaration): declaration for declared in classes.values() for declaration in declared},
        **siblings,
    }
    declarations = []
    for declaration in classes[kind]:
        settings = settings_class_of(declaration, siblings)
        check_settings_used(declaration, settings)
        check_no_rankings(declaration)
        made = RuleDeclaration if kind == "rule" else Declaration
        declarations.append(made(name, version, declaration(), settings, kind, upgrade))
    return tuple(declarations)


def _owned(name: str, event: EventType) -> EventType:
    # a copy, because the plugin's own object may be registered again, in a test under another name
    owned: Any = copy(event)
    owned.plugin = name
    return owned  # type: ignore[no-any-return]


def _upgrade(manager: pluggy.PluginManager, plugin: object) -> SettingsUpgrade:
    version = getattr(plugin, "settings_version", FIRST)
    if isinstance(version, bool) or not isinstance(version, int) or version < FIRST:
        raise BadDeclaration(
            f"settings_version is {version!r}; it must be a whole number from 1, larger with each change"
        )
    for implementation in manager.hook.upgrade_settings.get_hookimpls():
        if version == FIRST:
            raise BadDeclaration("it has upgrade_settings, which is never called: give its module settings_version = 2")
        if iscoroutinefunction(implementation.function):
            raise BadDeclaration("upgrade_settings must be a plain function")
        return SettingsUpgrade(version, _with_its_arguments(implementation))
    return SettingsUpgrade(version)


def _with_its_arguments(implementation: pluggy.HookImpl) -> Callable[[int, dict[str, Any], str], Any]:
    """Return the function, called with those of the arguments that it takes."""

    def carry(version: int, settings: dict[str, Any], id_: str) -> Any:
        given = {"version": version, "settings": settings, "id": id_}
        return implementation.function(*(given[name] for name in implementation.argnames))

    return carry


def _observers(manager: pluggy.PluginManager, name: str, version: str) -> Observers | None:
    observers = {hook: _observer(manager, hook) for hook in hooks.OBSERVERS}
    return Observers(name, version, **observers) if any(observers.values()) else None


def _observer(manager: pluggy.PluginManager, hook: str) -> Observer | None:
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        if not iscoroutinefunction(implementation.function):
            raise BadDeclaration(f"{hook} must be an async function")
        return Observer(implementation.function, tuple(implementation.argnames))
    return None
