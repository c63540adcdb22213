"""The tier rule that a track names, and its settings, checked before they are saved."""

from collections.abc import Mapping
from typing import Any

from headless.engine.declarations.rules import TierRule
from headless.engine.evaluation.needs import needs_of
from headless.engine.program.active_declarations import Active
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.contract.declarations import Declaration
from headless.plugins.contract.settings import masked, stored_settings
from headless.plugins.loading.registry import Registry
from headless.services.configuration.masked_secrets import revealed
from headless.services.configuration.saving import Desk, stop
from headless.services.sealing.sealed_settings import opened_settings, sealed_settings


async def checked_rule(
    desk: Desk, given: Mapping[str, Any], before: Mapping[str, Any] | None
) -> tuple[str | None, Any]:
    """Return the rule's name and its settings with defaults filled in. Without a rule, the settings stay as given.

    before: the track as it was stored, whose secrets take the places of masks.
    """
    name, settings = given.get("rule"), given.get("settings")
    if name is None:
        return None, settings
    if given["kind"] != "EARNED":
        message = Message(
            "a tier rule decides EARNED tracks; PAID and STORED_VALUE ones are entered by effects: leave rule out"
        )
        raise stop("RULE_NOT_EARNED", message, "rule")
    declaration = await _declaration(desk, str(name))
    if declaration.keeps_settings_of != declaration.id:
        if settings:
            owner = declaration.keeps_settings_of
            message = Message(
                "{declaration} obeys the settings of {owner}: save them there, and leave settings out here",
                declaration=declaration.name,
                owner=owner,
            )
            raise stop("SETTINGS_OF_ANOTHER", message, "settings")
        return declaration.name, None
    try:
        stored = before if before is not None and before.get("rule") == name else {}
        known = stored.get("settings")
        owner = f"{declaration.plugin}/{declaration.id}"
        opened = opened_settings(desk.kernel.settings, desk.merchant.id, owner, known)
        parsed = declaration.settings(revealed(declaration, settings, {**stored, "settings": opened}))
        kept = stored_settings(parsed, declaration.id)
        program = await desk.kernel.programs.of(desk.session, desk.merchant)
        version = declaration.plugin_version
        needs_of(program, Active(declaration.plugin, version, declaration.id, declaration.declared, parsed))
    except Invalid as fault:
        raise stop(fault.code, fault.message, "settings", *map(str, fault.data.get("path", ()))) from fault
    return declaration.name, sealed_settings(desk.kernel.settings, desk.merchant.id, owner, kept, known)


def version_of_settings(registry: Registry, rule: str | None) -> dict[str, int]:
    """Return what is stored with the settings of a track's rule, so that a later version of the plugin can carry them over."""
    plugin, _, id_ = (rule or "").partition(".")
    declaration = registry.tier_rules.get((plugin, id_))
    return {} if declaration is None else declaration.version_of_settings


def without_secrets(registry: Registry, rule: str | None, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a stored track, or a part of one, with masks in place of the secrets of its rule."""
    settings = document.get("settings")
    if not isinstance(settings, Mapping):
        return document
    plugin, _, id_ = (rule or "").partition(".")
    declaration = registry.tier_rules.get((plugin, id_))
    return {**document, "settings": masked(declaration.settings_class if declaration else None, settings)}


async def _declaration(desk: Desk, name: str) -> Declaration[TierRule]:
    plugin, _, id_ = name.partition(".")
    declared = desk.kernel.registry.tier_rules
    declaration = declared.get((plugin, id_))
    if declaration is None:
        known = tuple(rule.name for rule in declared.values())
        message = Message("there is no tier rule {name!r}; installed plugins declare: {known}", name=name, known=known)
        raise stop("UNKNOWN_TIER_RULE", message, "rule")
    instances = await desk.kernel.programs.instances(desk.session, desk.merchant)
    if plugin not in instances.enabled:
        raise stop(
            "PLUGIN_NOT_ENABLED",
            Message("the plugin {plugin} is not enabled here: enable it first", plugin=plugin),
            "rule",
        )
    return declaration
