"""`headless plugins`."""

from typing import TYPE_CHECKING, Any

from headless.cli.shared.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headless.plugins.loading.registry import Registry


def listed(as_json: JsonOption = False) -> None:
    """List installed plugins, what they declare, and why one could not be loaded (then it ends with 1).

    A plugin is any installed distribution with an entry point in the group headless.plugins. HEADLESS_PLUGINS names those to
    load, separated by commas; all if it is not set.

    \b
    headless plugins list
    """
    import typer

    from headless.cli.shared.output import FOUND, put_json, say, table
    from headless.cli.shared.running import settings
    from headless.plugins.loading.registry import Registry

    registry = Registry.load(settings().plugins)
    found: list[dict[str, Any]] = [
        {
            "name": each.name,
            "version": each.version,
            "state": each.state,
            "rules": sorted(rule.id for rule in registry.rules.values() if rule.plugin == each.name),
            "declares": declared_by(registry, each.name),
            "error": each.error,
        }
        for each in registry.plugins
    ]
    if as_json:
        put_json(found)
    else:
        table(
            ("name", "version", "state", "declares"),
            [(each["name"], each["version"], each["state"], _told(each["declares"])) for each in found],
        )
    failed = [each for each in found if each["error"]]
    for each in failed:
        say(f"{each['name']}: {each['error']}")
    if failed:
        raise typer.Exit(FOUND)


def declared_by(registry: "Registry", name: str) -> dict[str, list[str]]:
    """What a plugin declares, by kind: ids, names or codes."""
    declared = registry.declared.get(name)
    found: dict[str, list[str]] = {}
    if declared is None:
        return found
    for each in declared.with_settings:
        found.setdefault(each.kind.replace("_", " "), []).append(each.id)
    found["event type"] = [each.name for each in declared.event_types]
    found["asset kind"] = [each.code for each in declared.assets]
    found["table"] = [each.name for each in declared.tables]
    return {kind: sorted(names) for kind, names in found.items() if names}


def _told(declares: "Mapping[str, Sequence[str]]") -> str:
    return ", ".join(f"{len(names)} {kind}{'s' if len(names) > 1 else ''}" for kind, names in declares.items())
