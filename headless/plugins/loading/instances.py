"""Instances of declarations, made from their stored versions. If a plugin is gone, they stay and do nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from headless.engine.program.active_declarations import Active
from headless.engine.program.limits.documents import limits_of
from headless.engine.program.rule_instances import Instance, Versions
from headless.errors import Invalid
from headless.logs import get_logger
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.settings import RuleSettings
from headless.plugins.loading.registry import BUILTIN, Registry

log = get_logger(__name__)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Instances:
    """A merchant's instances: all of rules, the newest of other declarations by (plugin, id), and the plugins in use.

    track_faults: why the settings of the rules of tracks cannot be used, with the rule's plugin, by the track's code.
    """

    registry: Registry
    plugins: Mapping[str, Json]
    enabled: frozenset[str]
    rules: tuple[Versions, ...] = ()
    others: tuple[Instance, ...] = ()
    first: Mapping[tuple[str, str], Instance] = field(default_factory=dict)
    stored: Mapping[int, Json] = field(default_factory=dict)
    track_faults: Mapping[str, tuple[str, Invalid]] = field(default_factory=dict)

    def active(self, declaration: Declaration[Any]) -> Active | None:
        """Return what a declaration runs with, or None.

        None means that its plugin is not enabled, that it is off, or that its settings cannot be used.
        """
        if declaration.plugin not in self.enabled:
            return None
        own = self.first.get((declaration.plugin, declaration.id))
        kept = self.first.get((declaration.plugin, declaration.keeps_settings_of))
        if declaration.takes_settings and own is not None and not (own.on and not own.paused):
            return None
        settings = kept.settings if kept is not None else _defaults(declaration)
        if settings is None:
            return None
        version = kept.version if kept is not None else 0
        return Active(
            declaration.plugin, declaration.plugin_version, declaration.id, declaration.declared, settings, version
        )

    def all_active(self, declarations: Iterable[Declaration[Any]]) -> Mapping[tuple[str, str], Active]:
        """Return those declarations that are active, by (plugin, id)."""
        actives = ((declaration.plugin, declaration.id, self.active(declaration)) for declaration in declarations)
        return {(plugin, id_): active for plugin, id_, active in actives if active is not None}


def instances_of(
    registry: Registry, plugins: Mapping[str, Json], rows: Iterable[tuple[int, int, Json, int]]
) -> Instances:
    """Make the instances of stored rows (id, version, document, saved at), and of the newest document of each plugin."""
    loaded = {plugin.name for plugin in registry.plugins if plugin.state == "LOADED"}
    enabled = frozenset({BUILTIN, *(name for name, document in plugins.items() if document["enabled"])} & loaded)
    stored: dict[int, list[tuple[int, Json, int]]] = {}
    for id_, number, document, saved_at in rows:
        stored.setdefault(id_, []).append((number, document, saved_at))
    made = [_versions(registry, enabled, id_, versions) for id_, versions in stored.items()]
    rules = tuple(Versions(instances) for kind, instances in made if kind == "rule")
    others = tuple(instances[-1] for kind, instances in made if kind != "rule")
    first = _first([*(versions.latest for versions in rules), *others])
    newest = {id_: versions[-1][1] for id_, versions in stored.items()}
    return Instances(registry, plugins, enabled, _sharing(registry, rules, first), others, first, newest)


def _first(instances: list[Instance]) -> dict[tuple[str, str], Instance]:
    first: dict[tuple[str, str], Instance] = {}
    for instance in sorted(instances, key=lambda instance: (instance.position, instance.name)):
        first.setdefault((instance.plugin, instance.rule), instance)
    return first


def _sharing(
    registry: Registry, rules: tuple[Versions, ...], first: Mapping[tuple[str, str], Instance]
) -> tuple[Versions, ...]:
    """Give rules that share a sibling's settings those of its first instance."""
    return tuple(_shared(registry, versions, first) for versions in rules)


def _shared(registry: Registry, versions: Versions, first: Mapping[tuple[str, str], Instance]) -> Versions:
    latest = versions.latest
    declaration = registry.rule(latest.plugin, latest.rule)
    owner = declaration.rule.settings_of if declaration is not None else None
    kept = first.get((latest.plugin, owner)) if owner is not None else None
    if declaration is None or kept is None:
        return versions
    if kept.settings is None:
        # it does not go on with defaults that no one chose
        return Versions([_paused_with(instance, kept) for instance in versions.all])
    settings, assets = kept.settings, declaration.assets(kept.settings)
    return Versions([replace(instance, settings=settings, assets=assets) for instance in versions.all])


def _paused_with(instance: Instance, kept: Instance) -> Instance:
    return replace(instance, settings=None, paused=True, fault=kept.fault, fault_path=kept.fault_path)


def _versions(
    registry: Registry, enabled: frozenset[str], id_: int, stored: list[tuple[int, Json, int]]
) -> tuple[str, list[Instance]]:
    """Return all versions of an instance, oldest first.

    Settings that the installed plugin no longer takes give way to the next version's. If those of the newest would be lost or do
    not fit, it is paused, and what it misses waits until it is saved again.
    """
    made: list[Instance] = []
    later: Instance | None = None
    for version, document, saved_at in reversed(stored):
        instance = _instance(registry, enabled, id_, version, document, saved_at, is_newest=later is None)
        if instance.fault is not None:
            if later is not None and later.fault is None:
                instance = replace(later, saved_at=saved_at, limits=instance.limits)
            elif later is None:
                log.warning(
                    "settings are no longer valid: save them again",
                    plugin=instance.plugin,
                    declaration=instance.name,
                    error=instance.fault,
                )
        made.append(instance)
        later = instance
    return stored[-1][1].get("kind", "rule"), made[::-1]


def _instance(
    registry: Registry,
    enabled: frozenset[str],
    id_: int,
    version: int,
    document: Json,
    saved_at: int,
    *,
    is_newest: bool,
) -> Instance:
    plugin, declaration = document["plugin"], registry.keeper(document["plugin"], document["rule"])
    settings: RuleSettings | None = None
    fault: Invalid | None = None
    assets = frozenset[str](document.get("assets", ()))
    if declaration is not None:
        settings, fault = _settings(declaration, document, is_newest=is_newest)
        assets = declaration.assets(settings) if settings is not None else assets
    return Instance(
        id_, plugin, declaration.plugin_version if declaration else "", document["rule"], document["name"], version,
        document["position"], bool(document["enabled"]), settings,
        declaration.declared if declaration is not None and plugin in enabled else None, saved_at,
        document.get("activeFrom"), document.get("activeUntil"),
        paused=bool(document.get("paused")) or fault is not None, assets=assets,
        fault=None if fault is None else fault.message,
        fault_path=() if fault is None else tuple(map(str, fault.data.get("path", ()))),
        seed=document.get("seed", ""), limits=limits_of(document.get("limits")),
    )  # fmt: skip


def _settings(
    declaration: Declaration[Any], document: Json, *, is_newest: bool
) -> tuple[RuleSettings | None, Invalid | None]:
    """Return the settings, or why they cannot be used.

    A setting that the plugin does not know is lost, so the newest version cannot be used. From an earlier version it is left out.
    """
    try:
        return declaration.saved_settings(document), None
    except Invalid as fault:
        if declaration.keeps_settings_of != declaration.id:
            # those of a sibling take their place
            return _defaults(declaration), None
        if is_newest:
            return None, fault
        known = {
            name
            for name, field in declaration.settings_class.model_fields.items()
            for name in (name, field.alias or name)
        }
        try:
            carried = declaration.carried(document)
            return declaration.settings({name: value for name, value in carried.items() if name in known}), None
        except Invalid:
            return None, fault


def _defaults(declaration: Declaration[Any]) -> RuleSettings | None:
    try:
        return declaration.settings()
    except Invalid:
        return None
