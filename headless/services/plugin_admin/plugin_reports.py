"""How plugins fare for one merchant, as operators and managers read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.models.migrating.plugin_migrations import plugin_errors
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel
from headless.services.plugin_admin.plugins import PluginView, plugin_views
from headless.services.plugin_runs.plugin_health import GIVEN_UP, PartHealth, health_of
from headless.services.settling.writing import PARKED

_MISSED = f"""SELECT rule_id, sum(CASE WHEN state = 0 THEN 1 ELSE 0 END)::bigint,
sum(CASE WHEN state = {GIVEN_UP} THEN 1 ELSE 0 END)::bigint, sum(CASE WHEN state = {PARKED} THEN 1 ELSE 0 END)::bigint
FROM rule_retry WHERE merchant_id = $1 AND state <> 1 GROUP BY rule_id"""
_WAITING = """SELECT topic, count(*) FROM outbox
WHERE merchant_id = $1 AND delivered_at IS NULL AND topic LIKE 'observe:%' GROUP BY topic"""
Missed = Mapping[int, tuple[int, int, int]]
_NONE = (0, 0, 0)


async def plugin_report(kernel: Kernel, merchant_id: int) -> list[dict[str, Any]]:
    """Every plugin: state, what it declares, its instances, and how it fares."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        instances = await kernel.programs.instances(session, merchant)
        views = plugin_views(instances)
        health = await healths(session, merchant_id, views)
    return [
        {
            "name": view.name,
            "version": view.version,
            "state": view.state,
            "enabled": view.enabled,
            "error": view.error,
            "declares": declared(kernel.registry, view.name),
            "health": health[view.name],
        }
        for view in views
    ]


def declared(registry: Registry, plugin: str) -> Mapping[str, Sequence[str]]:
    """The names of all that a plugin declares, by what it is; only what there is."""
    found = registry.declared.get(plugin)
    if found is None:
        return {}
    observers = registry.observers.get(plugin)
    named = {
        "assets": [each.code for each in found.assets],
        "eventTypes": [each.name for each in found.event_types],
        "rules": [each.id for each in found.rules],
        "metrics": [each.name for each in found.metrics],
        "tierRules": [each.name for each in found.tier_rules],
        "fields": [each.id for each in found.fields],
        "jobs": [each.id for each in found.jobs],
        "tables": [each.name for each in found.tables],
        "inbound": [f"/in/{plugin}/{each.id}" for each in found.inbound],
        "actions": [each.id for each in found.actions],
        "observers": [
            name for name in ("event_settled", "export_member", "erase_member") if getattr(observers, name, None)
        ],
    }
    return {what: names for what, names in named.items() if names}


async def healths(session: Session, merchant_id: int, views: Sequence[PluginView]) -> Mapping[str, dict[str, Any]]:
    """How each plugin fares, by name: four queries."""
    parts, broken = await health_of(session, merchant_id), await plugin_errors(session)
    missed: Missed = {row[0]: (row[1], row[2], row[3]) for row in await session.fetch(_MISSED, merchant_id)}
    waiting = {row[0].partition(":")[2]: row[1] for row in await session.fetch(_WAITING, merchant_id)}
    return {
        view.name: _health(view, parts.get(view.name, []), broken.get(view.name), missed, waiting.get(view.name, 0))
        for view in views
    }


def _health(
    view: PluginView, parts: list[PartHealth], broken: str | None, missed: Missed, waiting: int
) -> dict[str, Any]:
    names = {f"rule:{rule.id}": rule for rule in view.rules}
    troubled = [_part(part, names) for part in parts]
    behind = [
        {
            "rule": encode(Prefix.RULE, rule.id),
            "name": rule.name,
            "waiting": counts[0],
            "givenUp": counts[1],
            "missed": counts[2],
            "error": rule.fault and f"{rule.fault}; save its settings again",
        }
        for rule in view.rules
        if (counts := missed.get(rule.id, _NONE)) is not _NONE or (rule.fault is not None and rule.state == "PAUSED")
    ]
    paused = any(rule.state == "PAUSED" for rule in view.rules) or any(part.paused_at is not None for part in parts)
    status = (
        "FAILED" if view.state != "LOADED" or broken else "PAUSED" if paused else "TROUBLED" if troubled else "WELL"
    )
    return {"status": status, "tables": broken, "parts": troubled, "rules": behind, "eventsWaiting": waiting}


def _part(part: PartHealth, names: Mapping[str, Any]) -> dict[str, Any]:
    rule = names.get(part.part)
    return {
        "part": part.part if rule is None else f"rule:{rule.name}",
        "failures": part.failures,
        "slow": part.slow,
        "error": part.error,
        "lastAt": part.last_at,
        "paused": part.paused_at is not None or (rule is not None and rule.state == "PAUSED"),
    }
