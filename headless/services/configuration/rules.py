"""Rule instances: what plugins declared with settings, which of it is on for a merchant, and with which settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from headless.engine.evaluation.needs import needs_of
from headless.engine.program.active_declarations import Active
from headless.engine.program.limits.limits import Limits
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.values.limits import CODE_CHARACTERS
from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.models.tables.configuration.rules import RuleInstance
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.settings import masked, stored_settings, unmasked
from headless.plugins.loading.instances import Instances
from headless.services.configuration.limits.rule_limits import checked_limits
from headless.services.configuration.masked_secrets import revealed
from headless.services.configuration.naming import checked_line
from headless.services.configuration.saving import Desk, Work, given_at, save, steady_id, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.plugin_runs.plugin_health import resume_rules
from headless.services.sealing.sealed_settings import opened_document, owner_of, sealed_settings

_SEED_BYTES = 32
_MOST_PAST = 100


class PastSeed(NamedTuple):
    """The seed of an earlier version, with which its draws can be proved. until: when the next version was saved."""

    version: int
    seed: str
    until: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """An instance as callers see it. `version` 0: declared by a loaded plugin, never saved.

    fault: why its settings do not fit the installed version, with the path of the setting. seed: of what it draws. past: seeds
    of earlier versions.
    """

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
    declaration: Declaration[Any] | None = None
    fault: str | None = None
    seed: str = field(default="", repr=False)
    past: tuple[PastSeed, ...] = ()
    limits: Limits | None = None
    fault_path: tuple[str, ...] = ()


def instance_id(plugin: str, rule: str, name: str) -> int:
    """Return the id of an instance, which is the same before and after it is first saved."""
    return steady_id("rule", plugin, rule, name)


def listed(instances: Instances) -> list[RuleView]:
    """Return every instance in order of position and name, then the declarations that were never saved."""
    latest = [*(versions.latest for versions in instances.rules), *instances.others]
    past = {versions.latest.id: _past_seeds(versions.all) for versions in instances.rules}
    saved = [_view(instance, instances, past.get(instance.id, ())) for instance in latest]
    known = {(view.plugin, view.rule) for view in saved}
    never = [
        _never_saved(declaration)
        for declared in instances.registry.declared.values()
        for declaration in declared.with_settings
        if declaration.takes_settings and (declaration.plugin, declaration.id) not in known
    ]
    return [*sorted(saved, key=lambda view: (view.position, view.name)), *never]


def _never_saved(declaration: Declaration[Any]) -> RuleView:
    plugin, id_ = declaration.plugin, declaration.id
    steady, settings = instance_id(plugin, id_, id_), _defaults(declaration)
    return RuleView(steady, plugin, id_, id_, "OFF", 0, 0, settings, declaration=declaration)


def _past_seeds(versions: Sequence[Instance]) -> tuple[PastSeed, ...]:
    """Return the seeds that are no longer drawn with, newest first."""
    present = versions[-1].seed
    past = [
        PastSeed(version.version, version.seed, later.saved_at)
        for version, later in pairwise(versions)
        if version.seed not in ("", present)
    ]
    return tuple(past[: -_MOST_PAST - 1 : -1])


def _view(instance: Instance, instances: Instances, past: tuple[PastSeed, ...]) -> RuleView:
    declaration = instances.registry.keeper(instance.plugin, instance.rule)
    stored = instances.stored[instance.id]
    kept, settings_class = stored["settings"], declaration.settings_class if declaration is not None else None
    settings = instance.settings.shown() if instance.settings is not None else masked(settings_class, kept)
    return RuleView(
        instance.id, instance.plugin, instance.rule, instance.name, _state(instance, declaration), instance.position,
        instance.version, settings, instance.active_from, instance.active_until, declaration, instance.fault,
        instance.seed, past, instance.limits, instance.fault_path,
    )  # fmt: skip


def _state(instance: Instance, declaration: Declaration[Any] | None) -> str:
    if declaration is None:
        return "MISSING"
    if instance.declared is None or not instance.on:
        return "OFF"
    return "PAUSED" if instance.paused else "ON"


def _defaults(declaration: Declaration[Any]) -> Mapping[str, Any]:
    try:
        return declaration.settings().shown()
    except Invalid:
        return {}


def rule_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of an instance. The work raises Stop."""

    async def work(desk: Desk) -> Saved:
        instances = await desk.kernel.programs.instances(desk.session, desk.merchant)
        plugin, rule, name = _named(document, listed(instances))
        return await save_instance(desk, instances, (plugin, rule, name), document, expected_version)

    return work


async def save_rule(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save an instance, named by id or by plugin, rule and name. Saving turns it on unless `enabled` is false.

    Turning a paused rule on runs what it has missed.
    """
    return await save(kernel, principal, rule_work(document, expected_version))


async def save_instance(
    desk: Desk,
    instances: Instances,
    named: tuple[str, str, str],
    document: Mapping[str, Any],
    expected_version: int | None = None,
) -> Saved:
    """Write the next version of one instance. Raise Stop if it cannot be saved."""
    declaration = _declaration(desk, instances, named)
    _check_single(instances, declaration, named[2], document)
    _check_own(instances, declaration, document)
    program = await desk.kernel.programs.of(desk.session, desk.merchant)
    draft = await desk.draft(RuleInstance, "/".join(named), expected_version, instance_id(*named))
    before, sealing = draft.before or {}, desk.kernel.settings
    opened = opened_document(sealing, desk.merchant.id, before) if before else before
    stored = _stored(program, declaration, named[2], document, opened)
    owner = owner_of(stored)
    stored["settings"] = sealed_settings(sealing, desk.merchant.id, owner, stored["settings"], before.get("settings"))
    if declaration.kind == "rule":
        stored["seed"] = desk.kernel.seeding(_SEED_BYTES)
    saved = await desk.write(draft, stored, partial(_without_secrets, declaration))
    if stored["enabled"]:
        followers = _followers(instances, declaration)
        await resume_rules(desk.session, desk.merchant.id, [draft.id, *followers], desk.now)
    return saved


def _followers(instances: Instances, declaration: Declaration[Any]) -> list[int]:
    """Return the rules that obey the settings of another one, and that were paused as long as those could not be used."""
    latest = (versions.latest for versions in instances.rules)
    followers = [
        instance for instance in latest if instance.plugin == declaration.plugin and instance.fault is not None
    ]
    return [instance.id for instance in followers if getattr(instance.declared, "settings_of", None) == declaration.id]


def _without_secrets(declaration: Declaration[Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    settings = document.get("settings")
    shown = {name: value for name, value in document.items() if name != "seed"}
    return shown if settings is None else {**shown, "settings": masked(declaration.settings_class, settings)}


def _declaration(desk: Desk, instances: Instances, named: tuple[str, str, str]) -> Declaration[Any]:
    plugin, rule, _ = named
    declaration = desk.kernel.registry.keeper(plugin, rule)
    if declaration is None:
        raise stop(
            "PLUGIN_MISSING",
            Message("the plugin {plugin} is not loaded, so {rule} cannot be saved", plugin=plugin, rule=rule),
            "rule",
        )
    if plugin not in instances.enabled:
        raise stop(
            "PLUGIN_NOT_ENABLED",
            Message("the plugin {plugin} is not enabled: call pluginEnable first", plugin=plugin),
            "plugin",
        )
    return declaration


def _check_single(instances: Instances, declaration: Declaration[Any], name: str, document: Mapping[str, Any]) -> None:
    """Raise Stop for a second instance of what has one alone. One that was saved before may be turned off."""
    plugin, rule = declaration.plugin, declaration.id
    first = instances.first.get((plugin, rule))
    one = rule if declaration.kind != "rule" else name if first is None else first.name
    if declaration.is_single and name != one and document.get("enabled") is not False:
        raise stop(
            "ONE_INSTANCE",
            Message(
                "{plugin}/{rule} has one instance, called {one}: save its settings there",
                plugin=plugin,
                rule=rule,
                one=one,
            ),
            "name",
        )


def _check_own(instances: Instances, declaration: Declaration[Any], document: Mapping[str, Any]) -> None:
    """Raise Stop for settings of a rule that obeys those of another."""
    raw, owner = document.get("settings"), declaration.keeps_settings_of
    if not raw or owner == declaration.id:
        return
    kept = instances.first.get((declaration.plugin, owner))
    shown = kept.settings.shown() if kept is not None and kept.settings is not None else None
    with given_at("settings"):
        given = declaration.settings(unmasked(raw, shown or {})).shown()
    if given != shown:
        message = Message(
            "{declaration} obeys the settings of {owner}: save them there, and leave settings out here",
            declaration=declaration.id,
            owner=owner,
        )
        raise stop("SETTINGS_OF_ANOTHER", message, "settings")


def _stored(
    program: Program, declaration: Declaration[Any], name: str, document: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    raw = document.get("settings")
    with given_at("settings"):
        settings = declaration.settings(
            _kept(declaration, before) if raw is None else revealed(declaration, raw, before)
        )
        kept = stored_settings(settings, declaration.id)
        check_assets(program, declaration, settings)
        check_needs(program, declaration, settings)
    position, enabled = document.get("position"), document.get("enabled")
    stored = {
        "plugin": declaration.plugin,
        "rule": declaration.id,
        "name": name,
        "settings": kept,
        **declaration.version_of_settings,
        "enabled": True if enabled is None else bool(enabled),
        "position": before.get("position", len(program.rules)) if position is None else position,
        "activeFrom": document.get("activeFrom", before.get("activeFrom")),
        "activeUntil": document.get("activeUntil", before.get("activeUntil")),
        "assets": sorted(declaration.assets(settings)),
        **({} if declaration.kind == "rule" else {"kind": declaration.kind}),
    }
    limits = _limits(program, declaration, document, before, frozenset(stored["assets"]))
    if limits is not None:
        stored["limits"] = limits
    _check_period(stored)
    return stored


def _limits(
    program: Program,
    declaration: Declaration[Any],
    document: Mapping[str, Any],
    before: Mapping[str, Any],
    assets: frozenset[str],
) -> dict[str, Any] | None:
    """Return the limits to store: those that are given, else those of before. Raise Stop if the declaration can have none."""
    given = document.get("limits", before.get("limits"))
    if given and declaration.kind != "rule":
        message = Message(
            "{declaration} is no rule that is asked about events; it has no limits", declaration=declaration.id
        )
        raise stop("NO_LIMITS", message, "limits")
    earns = declaration.kind == "rule" and declaration.declared.stage == "earn"
    return checked_limits(program, given, assets, earns=earns)


def _kept(declaration: Declaration[Any], before: Mapping[str, Any]) -> Any:
    """Return the settings as they were. A rule that obeys those of another one keeps none that it would not take."""
    if declaration.keeps_settings_of == declaration.id:
        return declaration.carried(before)
    try:
        return declaration.saved_settings(before).to_json()
    except Invalid:
        return None


def _named(document: Mapping[str, Any], known: list[RuleView]) -> tuple[str, str, str]:
    if document.get("id") is not None:
        with given_at("id"):
            id_ = decode(Prefix.RULE, document["id"])
        named = next((view for view in known if view.id == id_), None)
        if named is None:
            raise stop("UNKNOWN_RULE", Message("there is no rule {id}", id=document["id"]), "id")
        return named.plugin, named.rule, named.name
    rule = document.get("rule")
    if not rule:
        raise stop("RULE_MISSING", Message("name the rule by id, or by plugin and rule"), "rule")
    owners = sorted({view.plugin for view in known if view.rule == rule})
    plugin = document.get("plugin") or (owners[0] if len(owners) == 1 else None)
    if plugin is None or plugin not in owners:
        names = tuple(sorted({f"{view.plugin}/{view.rule}" for view in known}))
        raise stop(
            "UNKNOWN_RULE",
            Message(
                "no loaded plugin {plugin} declares a rule {rule!r}; there are: {names}",
                plugin=plugin or "",
                rule=rule,
                names=names,
            ),
            "rule",
        )
    return plugin, rule, checked_line(document.get("name") or rule, CODE_CHARACTERS, "name")


def check_assets(program: Program, declaration: Declaration[Any], settings: Any) -> None:
    """Raise Stop if settings name an asset kind that does not exist."""
    unknown = sorted(declaration.assets(settings) - set(program.kinds))
    if unknown:
        known = tuple(sorted(program.kinds))
        message = Message(
            "the settings name the asset kind {unknown}, which does not exist; there are: {known}",
            unknown=unknown,
            known=known,
        )
        raise stop("UNKNOWN_ASSET_KIND", message, "settings")


def check_needs(program: Program, declaration: Declaration[Any], settings: Any) -> None:
    """Raise Invalid if a fact that is needed under these settings cannot be read, such as a metric in a condition."""
    if getattr(declaration.declared, "needs", None):
        needs_of(program, Active(declaration.plugin, "", declaration.id, declaration.declared, settings))


def _check_period(stored: Mapping[str, Any]) -> None:
    begins, ends = stored["activeFrom"], stored["activeUntil"]
    if begins is not None and ends is not None and ends <= begins:
        raise stop("INVALID_PERIOD", Message("activeUntil lies before activeFrom"), "activeUntil")
