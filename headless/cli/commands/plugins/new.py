"""`headless plugins new`."""

from pathlib import Path
from typing import Annotated

import typer

from headless.messages import Message


def made(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and underscores.")],
    into: Annotated[Path, typer.Option(metavar="DIR", help="The folder in which to create the plugin's own.")] = Path(),
) -> None:
    """Write a new plugin: a package with one rule, and a test that passes.

    \b
    headless plugins new birthday_month
    cd birthday_month && pytest
    """
    from headless.cli.shared.output import put, say
    from headless.plugins.scaffold import write_plugin

    for path in write_plugin(name, into):
        put(str(path))
    say(Message("now: cd {folder} && pytest", folder=str(into / name)))
