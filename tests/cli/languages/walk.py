"""The tree of commands, and its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from headless.cli.root import make_app

CLI = Path(__file__).parents[3] / "headless" / "cli"
SHELL = ("headless ", "--", "cd ")
"""What a line to type begins with."""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command and group, with its path."""

    def walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
        yield path, command
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, f"{path} {name}".strip())

    return walk(get_command(make_app()), "")


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """The source of the command line."""
    for path in sorted(CLI.rglob("*.py")):
        if "texts" not in path.parts:
            yield path.relative_to(CLI), ast.parse(path.read_text())


def is_typed(line: str) -> bool:
    """True for a line that is typed at a shell, and reads the same in every language."""
    return line == "\b" or (line.startswith(SHELL) and "  " not in line)


def is_chinese(text: str) -> bool:
    """True if there is Chinese in a text."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
