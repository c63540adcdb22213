"""Every `headless …` line of the pages is one that the command line understands."""

import shlex
from collections.abc import Sequence

import pytest
import typer
from typer.core import TyperGroup

from headless.cli.root import make_app
from tests.docs.pages import blocks, commands


def understood(line: str) -> Sequence[str]:
    """The names of the commands on a line; the parser's own error if it is not understood. Nothing is run."""
    command = typer.main.get_command(make_app())
    name, *words = shlex.split(line.partition(" > ")[0].partition(" | ")[0])
    names = []
    while True:
        with command.make_context(name, list(words)) as context:
            if not isinstance(command, TyperGroup):
                return names
            found, command, words = command.resolve_command(context, [*context._protected_args, *context.args])
            assert command is not None
            name = str(found)
            names.append(name)


@pytest.mark.parametrize(("place", "line"), commands(), ids=[place for place, _ in commands()])
def test_a_command_of_the_pages_is_understood(place: str, line: str) -> None:
    if line.endswith("--help"):
        line = line.removesuffix("--help")
        assert line.strip() == "headless"
        return

    assert understood(line)


def test_the_pages_show_every_import() -> None:
    shown = {tuple(line.split()[1:3]) for _, line in commands()}

    assert {("import", noun) for noun in ("orders", "members", "balances", "standings")} <= shown


def test_commands_stand_in_blocks_of_the_shell() -> None:
    """In other blocks nobody would check them."""
    loose = [
        block.place
        for language in ("", "text", "bash", "console")
        for block in blocks(language)
        if "\nheadless " in block.text
    ]

    assert [] == loose
