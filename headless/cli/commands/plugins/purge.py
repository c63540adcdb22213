"""`headless plugins purge`: the only command that drops a plugin's tables."""

from typing import Annotated

import typer


def purge(
    name: Annotated[str, typer.Argument(help="The plugin, installed or not.")],
    yes: Annotated[bool, typer.Option("--yes", help="Confirm that all data in its tables is deleted.")] = False,
) -> None:
    """Drop a plugin's own tables and all data in them, for every merchant.

    Disabling or uninstalling a plugin deletes nothing. This does. It refuses while a merchant has the plugin enabled.

    \b
    headless plugins purge flower_club --yes
    """
    from headless.cli.shared.output import fail, say
    from headless.cli.shared.running import run
    from headless.services.kernel.kernel import Kernel
    from headless.services.plugin_admin.plugin_tables import purge_tables

    async def work(kernel: Kernel) -> int:
        return await purge_tables(kernel.db, name)

    if not yes:
        fail(f"this deletes all data in the tables of {name}, for every merchant: confirm with --yes")
    undone = run(work)
    say(f"{name}: {undone} migrations undone" if undone else f"{name} has no tables here")
