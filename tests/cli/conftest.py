"""The command line as people type it, on a database of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from headless.cli.root import make_app


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Command = Callable[..., Answer]


@pytest.fixture
def headless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `headless …` with a SQLite file that is not there yet."""
    monkeypatch.setenv("HEADLESS_DATABASE_URL", f"sqlite:///{tmp_path}/shop.db?synchronous=OFF")
    monkeypatch.setenv("HEADLESS_PLUGINS", "builtin")

    def run(*arguments: str) -> Answer:
        result = CliRunner().invoke(make_app(), list(arguments), prog_name="headless")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def shop(headless: Command) -> Command:
    """The same, with a sandbox merchant `shop`."""
    sandbox = ("--sandbox", "--clock", "2011-12-09T23:59:59Z")
    created = headless("merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London", *sandbox)
    assert created.code == 0, created.err
    return headless
