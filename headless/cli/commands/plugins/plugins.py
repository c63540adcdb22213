"""`headless plugins`."""

from typing import TYPE_CHECKING, Any

from headless.cli.shared.options import JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headless.plugins.loading.registry import Registry


STATES = {"LOADED": Message("LOADED"), "FAILED": Message("FAILED")}
KINDS = {
    "rule": Message("rule"),
    "metric": Message("metric"),
    "tier rule": Message("tier rule"),
    "field": Message("field"),
    "job": Message("job"),
    "budget": Message("budget"),
    "inbound": Message("inbound"),
    "action": Message("action"),
    "event type": Message("event type"),
    "asset kind": Message("asset kind"),
    "tag": Message("tag"),
    "couponKind": Message("coupon kind"),
    "tierTrack": Message("tier track"),
    "benefit": Message("benefit"),
    "table": Message("table"),
}
"""What a plugin may declare, by what it is called."""


def listed(as_json: JsonOption = False) -> None:
    """List installed plugins, what they declare, and why one could not be loaded.

    A plugin is any installed distribution with an entry point in the group headless.plugins. HEADLESS_PLUGINS names those to
    load, separated by commas; by default all. Ends with 1 if one could not be loaded.

    \b
    headless plugins list
    """
    import typer

    from headless.cli.shared.language import terminal_language
    from headless.cli.shared.output import FOUND, put_json, say
    from headless.cli.shared.running import settings
    from headless.engine.texts.languages import chosen
    from headless.plugins.loading.registry import Registry

    registry, lang = Registry.load(settings().plugins), terminal_language()
    listing: list[dict[str, Any]] = [
        {
            "name": plugin.name,
            "label": chosen(plugin.labels, lang) if plugin.labels else plugin.name,
            "description": chosen(plugin.descriptions, lang) if plugin.descriptions else "",
            "version": plugin.version,
            "state": plugin.state,
            "rules": sorted(rule.id for rule in registry.rules.values() if rule.plugin == plugin.name),
            "declares": declared_by(registry, plugin.name),
            "error": plugin.error,
        }
        for plugin in registry.plugins
    ]
    if as_json:
        put_json(listing)
    else:
        _put(listing)
    failed = [line for line in listing if line["error"]]
    for line in failed:
        say(Message("{plugin}: {error}", plugin=line["name"], error=line["error"]))
    if failed:
        raise typer.Exit(FOUND)


def _put(listing: "Sequence[Mapping[str, Any]]") -> None:
    from headless.cli.shared.output import put, table

    rows = [
        (line["name"], line["label"], line["version"], STATES[line["state"]], _told(line["declares"]))
        for line in listing
    ]
    table(("name", "label", "version", "state", "declares"), rows)
    described = [line for line in listing if line["description"]]
    put("")
    for line in described:
        put(Message("{plugin}: {description}", plugin=line["name"], description=line["description"]))


def declared_by(registry: "Registry", name: str) -> dict[str, list[str]]:
    """Return what a plugin declares, by kind: ids, names or codes."""
    declared = registry.declared.get(name)
    named: dict[str, list[str]] = {}
    if declared is None:
        return named
    for part in declared.with_settings:
        named.setdefault(part.kind.replace("_", " "), []).append(part.id)
    named["event type"] = [event_type.name for event_type in declared.event_types]
    named["asset kind"] = [asset.code for asset in declared.assets]
    for brought in declared.brings:
        named.setdefault(brought.sort, []).append(brought.code)
    named["table"] = [table.name for table in declared.tables]
    return {kind: sorted(names) for kind, names in named.items() if names}


def _told(declares: "Mapping[str, Sequence[str]]") -> Message:
    """Return how many of each kind a plugin declares, in words."""
    counted = []
    for kind, names in declares.items():
        word = Message("{kind}s", kind=KINDS[kind]) if len(names) > 1 else KINDS[kind]
        counted.append(Message("{count} {kind}", count=len(names), kind=word))
    return Message("{counted}", counted=tuple(counted)) if counted else Message.plain("")
