"""`headless plugins`."""

from typing import TYPE_CHECKING, Any

from headless.cli.shared.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headless.plugins.loading.registry import Registry


def listed(as_json: JsonOption = False) -> None:
    """List installed plugins, what they declare, and why one could not be loaded.

    A plugin is any installed distribution with an entry point in the group headless.plugins. HEADLESS_PLUGINS names those to
    load, separated by commas; by default all. Ends with 1 if one could not be loaded.

    \b
    headless plugins list
    """
    import typer

    from headless.cli.shared.output import FOUND, put_json, say, table
    from headless.cli.shared.running import settings
    from headless.plugins.loading.registry import Registry

    registry = Registry.load(settings().plugins)
    listing: list[dict[str, Any]] = [
        {
            "name": plugin.name,
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
        table(
            ("name", "version", "state", "declares"),
            [(line["name"], line["version"], line["state"], _told(line["declares"])) for line in listing],
        )
    failed = [line for line in listing if line["error"]]
    for line in failed:
        say(f"{line['name']}: {line['error']}")
    if failed:
        raise typer.Exit(FOUND)


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
    named["table"] = [table.name for table in declared.tables]
    return {kind: sorted(names) for kind, names in named.items() if names}


def _told(declares: "Mapping[str, Sequence[str]]") -> str:
    return ", ".join(f"{len(names)} {kind}{'s' if len(names) > 1 else ''}" for kind, names in declares.items())
