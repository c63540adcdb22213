"""How plugins fare for one merchant, as operators and managers read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.models.migrating.plugin_migrations import plugin_errors
from headless.models.tables.configuration.plugin_health import PartHealth, health_by_plugin
from headless.models.tables.events.outbox import waiting_by_plugin
from headless.models.tables.work.retries import Backlog, backlogs
from headless.plugins.contract.configuring.brought import SORTS
from headless.plugins.loading.registry import Registry
from headless.services.configuration.rules import RuleView
from headless.services.kernel.kernel import Kernel
from headless.services.plugin_admin.plugins import PluginView, plugin_views


async def plugin_report(kernel: Kernel, merchant_id: int) -> list[dict[str, Any]]:
    """Return every plugin with its state, what it declares, and how it fares."""
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
    """Return the names of all that a plugin declares, by kind. Kinds of which it declares nothing are left out."""
    known = registry.declared.get(plugin)
    if known is None:
        return {}
    observers = registry.observers.get(plugin)
    named = {
        "assets": [kind.code for kind in known.assets],
        **{f"{sort}s": [made.code for made in known.brings if made.sort == sort] for sort in SORTS},
        "eventTypes": [type_.name for type_ in known.event_types],
        "rules": [rule.id for rule in known.rules],
        "metrics": [metric.name for metric in known.metrics],
        "tierRules": [rule.name for rule in known.tier_rules],
        "fields": [field.id for field in known.fields],
        "jobs": [job.id for job in known.jobs],
        "budgets": [budget.declared.code for budget in known.budgets],
        "tables": [table.name for table in known.tables],
        "inbound": [f"/in/{plugin}/{webhook.id}" for webhook in known.inbound],
        "actions": [action.id for action in known.actions],
        "observers": [
            name for name in ("event_settled", "export_member", "erase_member") if getattr(observers, name, None)
        ],
    }
    return {what: names for what, names in named.items() if names}


async def healths(session: Session, merchant_id: int, views: Sequence[PluginView]) -> Mapping[str, dict[str, Any]]:
    """Return how each plugin fares, by name. It takes four queries."""
    parts, broken = await health_by_plugin(session, merchant_id), await plugin_errors(session)
    behind, waiting = await backlogs(session, merchant_id), await waiting_by_plugin(session, merchant_id)
    return {
        view.name: _health(view, parts.get(view.name, []), broken.get(view.name), behind, waiting.get(view.name, 0))
        for view in views
    }


def _health(
    view: PluginView, parts: list[PartHealth], broken: str | None, behind: Mapping[int, Backlog], waiting: int
) -> dict[str, Any]:
    names = {f"rule:{rule.id}": rule for rule in view.rules}
    troubled = [_part(part, names) for part in parts]
    rules = [
        _rule(rule, behind.get(rule.id, Backlog(rule.id, 0, 0, 0)))
        for rule in view.rules
        if rule.id in behind or (rule.fault is not None and rule.state == "PAUSED")
    ]
    paused = any(rule.state == "PAUSED" for rule in view.rules) or any(part.paused_at is not None for part in parts)
    paused = paused or bool(view.tracks)
    status = (
        "FAILED" if view.state != "LOADED" or broken else "PAUSED" if paused else "TROUBLED" if troubled else "WELL"
    )
    tracks = {"tracks": [{"track": code, "error": fault} for code, fault in view.tracks.items()]} if view.tracks else {}
    return {"status": status, "tables": broken, "parts": troubled, "rules": rules, "eventsWaiting": waiting, **tracks}


def _rule(rule: RuleView, backlog: Backlog) -> dict[str, Any]:
    return {
        "rule": encode(Prefix.RULE, rule.id),
        "name": rule.name,
        "waiting": backlog.waiting,
        "givenUp": backlog.given_up,
        "missed": backlog.parked,
        "error": rule.fault and f"{rule.fault}; save its settings again",
    }


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
