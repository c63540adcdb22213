"""`headless plugins`."""

from headless.cli.options import JsonOption


def listed(as_json: JsonOption = False) -> None:
    """List installed plugins, what they declare, and why one could not be loaded (then it ends with 1).

    A plugin is any installed distribution with an entry point in the group headless.plugins. HEADLESS_PLUGINS names those to
    load, separated by commas; all if it is not set.

    \b
    headless plugins list
    """
    import typer

    from headless.cli.output import FOUND, put_json, say, table
    from headless.cli.running import settings
    from headless.plugins.registry import Registry

    registry = Registry.load(settings().plugins)
    found = [
        {
            "name": each.name,
            "version": each.version,
            "state": each.state,
            "rules": sorted(rule.id for rule in registry.rules.values() if rule.plugin == each.name),
            "error": each.error,
        }
        for each in registry.plugins
    ]
    if as_json:
        put_json(found)
    else:
        table(
            ("name", "version", "state", "rules"),
            [(each["name"], each["version"], each["state"], ", ".join(each["rules"] or ())) for each in found],
        )
    failed = [each for each in found if each["error"]]
    for each in failed:
        say(f"{each['name']}: {each['error']}")
    if failed:
        raise typer.Exit(FOUND)
