"""Plugins as one merchant uses them: enabled and disabled, every change a new version. Nothing is ever deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.errors import HeadlessError, Invalid
from headless.messages import Message
from headless.models.migrating.plugin_migrations import MigrationFailed
from headless.models.tables.configuration.plugin_health import forget_parts
from headless.models.tables.configuration.plugins import PluginVersion
from headless.plugins.contract.declarations import Declaration, Declarations
from headless.plugins.loading.instances import Instances
from headless.plugins.loading.registry import BUILTIN, PluginInfo, Registry
from headless.services.configuration.rules import RuleView, listed, save_instance
from headless.services.configuration.saving import Desk, Stop, Work, save, steady_id, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.plugin_admin.bringing import Enabled, bring, bring_kinds, renew
from headless.services.plugin_admin.plugin_tables import migrate_tables_of
from headless.services.rejudging.sweeps import run_small_sweeps


@dataclass(frozen=True, slots=True)
class PluginView:
    """A plugin as callers see it. state: LOADED, FAILED, or MISSING where it is not installed but was used here.

    tracks: why settings of its tier rules cannot be used, by the track that holds them.
    """

    name: str
    version: str
    state: str
    enabled: bool
    error: str | None
    rules: tuple[RuleView, ...]
    tracks: Mapping[str, str] = field(default_factory=dict)


def plugin_views(instances: Instances) -> list[PluginView]:
    """Return all plugins, the built-in one first, then those that are gone."""
    by_plugin: dict[str, list[RuleView]] = {}
    for rule in listed(instances):
        by_plugin.setdefault(rule.plugin, []).append(rule)
    installed = [
        PluginView(
            info.name, info.version, info.state, _wanted(instances, info.name), info.error,
            tuple(by_plugin.pop(info.name, ())), _tracks(instances, info.name),
        )
        for info in instances.registry.plugins
    ]  # fmt: skip
    gone = sorted((set(by_plugin) | set(instances.plugins)) - {view.name for view in installed})
    return installed + [_missing(instances, name, by_plugin.get(name, [])) for name in gone]


def _tracks(instances: Instances, name: str) -> Mapping[str, str]:
    return {code: fault.message for code, (plugin, fault) in instances.track_faults.items() if plugin == name}


def _missing(instances: Instances, name: str, rules: list[RuleView]) -> PluginView:
    version = str(instances.plugins.get(name, {}).get("pluginVersion", ""))
    error = Message(
        "it is not installed; its settings and all that it keeps of members are still here: install it, or disable it"
    )
    return PluginView(name, version, "MISSING", _wanted(instances, name), error, tuple(rules))


def _wanted(instances: Instances, name: str) -> bool:
    return name == BUILTIN or bool(instances.plugins.get(name, {}).get("enabled"))


async def enable_plugin(kernel: Kernel, principal: Principal, name: str, settings: Any = None) -> Saved:
    """Put a plugin to use: its tables, what it brings, and one instance of each declaration that takes settings.

    settings: by declared id; defaults where there are none. What was set up before is kept as it was, unless settings are given
    for it. Enabling an enabled plugin takes the settings, and resumes its observer. A paused rule is resumed by saving it,
    which settings for it do.
    """
    info = _installed(kernel.registry, name)
    if isinstance(info, Saved):
        return info
    try:
        await migrate_tables_of(kernel.db, kernel.registry, name, kernel.clock.now_us())
    except MigrationFailed as fault:
        return _refused(fault, "name")
    saved = await save(kernel, principal, plugin_work(kernel.registry, name, settings))
    if saved.problem is None:
        # tags and tracks that it brings are judged for those who are there
        await run_small_sweeps(kernel, principal.merchant_id)
    return saved


def plugin_work(registry: Registry, name: str, settings: Any = None) -> Work:
    """Return the work that puts a plugin to use whose tables are made. The work raises Stop or Invalid."""

    async def work(desk: Desk) -> Saved:
        info = _installed(registry, name)
        if isinstance(info, Saved):
            assert info.problem is not None
            raise Stop(info.problem)
        declared = registry.declared[name]
        given = _settings(declared, settings)
        written = await _write(desk, info, enabled=True)
        enabled = Enabled(written.id, version=written.version)
        await bring_kinds(desk, declared, enabled)
        await renew(desk)
        await bring(desk, declared, enabled)
        instances = await desk.kernel.programs.instances(desk.session, desk.merchant)
        keepers = [declaration for declaration in declared.with_settings if declaration.takes_settings]
        for position, declaration in enumerate(keepers, len(instances.rules)):
            await _instance(desk, instances, declaration, position, given)
        await forget_parts(desk.session, desk.merchant.id, name)
        return enabled

    return work


async def disable_plugin(kernel: Kernel, principal: Principal, name: str) -> Saved:
    """Put a plugin out of use. It decides nothing any more, but its settings, memory, tables and history stay."""

    async def work(desk: Desk) -> Saved:
        if name == BUILTIN:
            raise stop("ALWAYS_ENABLED", Message("the built-in plugin cannot be disabled: turn its rules off"), "name")
        before = (await desk.draft(PluginVersion, name)).before
        if before is None:
            known = tuple(info.name for info in kernel.registry.plugins)
            raise stop(
                "UNKNOWN_PLUGIN",
                Message("the plugin {name!r} was never enabled here; installed are: {known}", name=name, known=known),
                "name",
            )
        info = PluginInfo(name, str(before.get("pluginVersion", "")))
        return await _write(desk, info, enabled=False)

    return await save(kernel, principal, work)


def _installed(registry: Registry, name: str) -> PluginInfo | Saved:
    info = next((plugin for plugin in registry.plugins if plugin.name == name), None)
    if name == BUILTIN:
        return _refused(Invalid(Message("the built-in plugin is always enabled"), code="ALWAYS_ENABLED"), "name")
    if info is None:
        known = tuple(plugin.name for plugin in registry.plugins)
        message = Message("the plugin {name!r} is not installed; there are: {known}", name=name, known=known)
        return _refused(Invalid(message, code="UNKNOWN_PLUGIN"), "name")
    if info.state == "FAILED":
        return _refused(
            Invalid(
                Message("the plugin {name} could not be loaded: {error}", name=name, error=info.error),
                code="PLUGIN_FAILED",
            ),
            "name",
        )
    return info


def _refused(fault: HeadlessError, *path: str) -> Saved:
    return Saved(problem=stop(fault.code, fault.message, *path).problem)


def _settings(declared: Declarations, given: Any) -> Mapping[str, Any]:
    known = [declaration.id for declaration in declared.with_settings if declaration.takes_settings]
    if given is not None and not isinstance(given, Mapping):
        example = known[0] if known else "rule"
        raise stop(
            "INVALID_SETTINGS",
            Message("settings must be an object by ids, such as {{{example}: {{…}}}}", example=example),
            "settings",
        )
    unknown = sorted(set(given or {}) - set(known))
    if unknown:
        there = tuple(known)
        message = Message(
            "{declared} takes settings by id, and {unknown!r} is none of its ids; there are: {there}",
            declared=declared.plugin,
            unknown=unknown[0],
            there=there,
        )
        raise stop("UNKNOWN_SETTINGS", message, "settings", unknown[0])
    return given or {}


async def _write(desk: Desk, info: PluginInfo, *, enabled: bool) -> Saved:
    draft = await desk.draft(PluginVersion, info.name, first_id=steady_id("plugin", info.name))
    document = {"enabled": enabled, "pluginVersion": info.version}
    if draft.before == document:
        return Saved(draft.id, version=draft.version - 1)
    return await desk.write(draft, document)


async def _instance(
    desk: Desk, instances: Instances, declaration: Declaration[Any], position: int, given: Mapping[str, Any]
) -> None:
    first = instances.first.get((declaration.plugin, declaration.id))
    settings = given.get(declaration.id)
    if first is not None and settings is None:
        return
    name = first.name if first is not None else declaration.id
    document: dict[str, Any] = {"settings": {} if settings is None else settings}
    if first is None:
        document["position"] = position
    try:
        await save_instance(desk, instances, (declaration.plugin, declaration.id, name), document)
    except Stop as stopped:
        problem = stopped.problem
        if problem.path[:1] != ("settings",):
            raise
        raise stop(problem.code, problem.message, "settings", declaration.id, *problem.path[1:]) from None
