"""Rule instances: which declared rules are on for a merchant, with which settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.program import Instance, Program
from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.plugins.declarations import RuleDeclaration
from headless.plugins.registry import Registry
from headless.services.configuring import Desk, check_version, save, steady_id, stop
from headless.services.kernel import Kernel
from headless.services.outcomes import Saved
from headless.services.principals import Principal


@dataclass(frozen=True, slots=True)
class RuleView:
    """An instance as callers see it. `version` 0: declared by a loaded plugin, never saved."""

    id: int
    plugin: str
    rule: str
    name: str
    state: str
    position: int
    version: int
    settings: Mapping[str, Any]
    active_from: int | None = None
    active_until: int | None = None
    declaration: RuleDeclaration | None = None


def instance_id(plugin: str, rule: str, name: str) -> int:
    """The id of an instance: the same before and after it is first saved."""
    return steady_id("rule", plugin, rule, name)


def listed(program: Program, registry: Registry) -> list[RuleView]:
    """Every instance in order of position and name, then the declared rules that nobody has saved."""
    saved = [_view(versions.latest, registry) for versions in program.rules]
    known = {(view.plugin, view.rule) for view in saved}
    never = [
        RuleView(
            instance_id(plugin, rule, rule),
            plugin,
            rule,
            rule,
            "OFF",
            0,
            0,
            _defaults(declaration),
            declaration=declaration,
        )
        for (plugin, rule), declaration in registry.rules.items()
        if (plugin, rule) not in known
    ]
    return [*sorted(saved, key=lambda view: (view.position, view.name)), *never]


def _view(instance: Instance, registry: Registry) -> RuleView:
    declaration = registry.rule(instance.plugin, instance.rule)
    state = "MISSING" if declaration is None else "PAUSED" if instance.paused else "ON" if instance.on else "OFF"
    settings = instance.settings.to_json() if instance.settings is not None else {}
    return RuleView(
        instance.id, instance.plugin, instance.rule, instance.name, state, instance.position, instance.version, settings,
        instance.active_from, instance.active_until, declaration,
    )  # fmt: skip


def _defaults(declaration: RuleDeclaration) -> Mapping[str, Any]:
    try:
        return declaration.settings().to_json()
    except Invalid:
        return {}


async def save_rule(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save an instance, named by id or by plugin, rule and name; saving turns it on unless `enabled` is false."""

    async def work(desk: Desk) -> Saved:
        program = await desk.kernel.programs.of(desk.session, desk.merchant)
        plugin, rule, name = _named(document, listed(program, desk.kernel.registry))
        declaration = desk.kernel.registry.rule(plugin, rule)
        if declaration is None:
            raise stop("PLUGIN_MISSING", f"the plugin {plugin} is not loaded, so {rule} cannot be saved", "rule")
        code = f"{plugin}/{rule}/{name}"
        current = await desk.current("rule_instance", code)
        check_version(current, expected_version)
        before = current.document if current else {}
        raw = document.get("settings") if document.get("settings") is not None else before.get("settings")
        settings = declaration.settings(raw)
        _check_assets(program, declaration, settings)
        position = document.get("position")
        enabled = document.get("enabled")
        stored = {
            "plugin": plugin,
            "rule": rule,
            "name": name,
            "settings": settings.to_json(),
            "enabled": True if enabled is None else bool(enabled),
            "position": before.get("position", len(program.rules)) if position is None else position,
            "activeFrom": document.get("activeFrom", before.get("activeFrom")),
            "activeUntil": document.get("activeUntil", before.get("activeUntil")),
        }
        _check_period(stored)
        id_ = instance_id(plugin, rule, name)
        version = current.version + 1 if current else 1
        await desk.write("rule_instance", id_, version, code, stored)
        return Saved(id_, version=version)

    return await save(kernel, principal, work)


def _named(document: Mapping[str, Any], known: list[RuleView]) -> tuple[str, str, str]:
    if document.get("id") is not None:
        id_ = decode(Prefix.RULE, document["id"])
        found = next((view for view in known if view.id == id_), None)
        if found is None:
            raise stop("UNKNOWN_RULE", f"there is no rule {document['id']}", "id")
        return found.plugin, found.rule, found.name
    rule = document.get("rule")
    if not rule:
        raise stop("RULE_MISSING", "name the rule by id, or by plugin and rule", "rule")
    owners = sorted({view.plugin for view in known if view.rule == rule})
    plugin = document.get("plugin") or (owners[0] if len(owners) == 1 else None)
    if plugin is None or plugin not in owners:
        names = ", ".join(sorted({f"{view.plugin}/{view.rule}" for view in known}))
        raise stop(
            "UNKNOWN_RULE", f"no loaded plugin {plugin or ''} declares a rule {rule!r}; there are: {names}", "rule"
        )
    return plugin, rule, document.get("name") or rule


def _check_assets(program: Program, declaration: RuleDeclaration, settings: Any) -> None:
    unknown = sorted(declaration.assets(settings) - set(program.kinds))
    if unknown:
        known = ", ".join(sorted(program.kinds))
        message = f"the settings name the asset kind {', '.join(unknown)}, which does not exist; there are: {known}"
        raise stop("UNKNOWN_ASSET_KIND", message, "settings")


def _check_period(stored: Mapping[str, Any]) -> None:
    begins, ends = stored["activeFrom"], stored["activeUntil"]
    if begins is not None and ends is not None and ends <= begins:
        raise stop("INVALID_PERIOD", "activeUntil lies before activeFrom", "activeUntil")
