"""`headless plugins purge`: the only command that drops a plugin's tables."""

from typing import Annotated

import typer

from headless.messages import Message


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
        fail(
            Message(
                "this deletes all data in the tables of {plugin}, for every merchant: confirm with --yes", plugin=name
            )
        )
    undone = run(work)
    if undone:
        say(Message("{plugin}: {count} migrations undone", plugin=name, count=undone))
    else:
        say(Message("{plugin} has no tables here", plugin=name))
