"""The tool can be learnt from its help, and starts at once."""

import subprocess
import sys
import time

import pytest
from typer.main import get_command

from headless.cli.root import make_app
from tests.cli.conftest import Command

START_SECONDS = 3.0


def paths() -> list[list[str]]:
    """Every command and group, as typed."""
    found: list[list[str]] = []

    def walk(command: object, path: list[str]) -> None:
        found.append(path)
        for name, child in getattr(command, "commands", {}).items():
            walk(child, [*path, name])

    walk(get_command(make_app()), [])
    return found


@pytest.mark.parametrize("path", paths(), ids=" ".join)
def test_every_command_explains_itself(headless: Command, path: list[str]) -> None:
    answer = headless(*path, "--help")

    assert answer.code == 0
    assert "Usage: headless" in answer.out
    assert "" == answer.err


@pytest.mark.parametrize("path", [path for path in paths() if path not in ([], ["migrate"])], ids=" ".join)
def test_every_command_shows_an_example(headless: Command, path: list[str]) -> None:
    group = [each for each in paths() if each[:-1] == path]
    answer = headless(*path, "--help")

    assert group or f"headless {' '.join(path)}" in answer.out.split("\n", 1)[1]


def test_help_needs_neither_the_database_nor_the_api() -> None:
    script = "import sys; from headless.cli.root import make_app; make_app(); print([name for name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert not [
        name for name in ("tortoise", "strawberry", "pydantic", "asyncpg", "starlette") if f"'{name}'" in loaded
    ]


def test_help_comes_at_once() -> None:
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "headless.cli", "--help"], capture_output=True, check=True)

    assert time.monotonic() - began < START_SECONDS
