"""The files and commands of the page on importing are run as they stand, and print what the page says."""

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from headless.cli.root import make_app
from tests.docs.pages import Block, blocks

PAGE = "docs/importing.md"
SHOP = "headless merchant create shop --currency GBP --time-zone Europe/London"


def steps() -> Iterator[Block]:
    """Files, commands and what they print, in the order of the page."""
    found = [block for language in ("csv", "sh", "text") for block in blocks(language) if block.page == PAGE]
    yield from sorted(found, key=lambda block: block.line)


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an empty database in it."""
    shutil.copy(sqlite_template, tmp_path / "headless.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADLESS_DATABASE_URL", "sqlite:///headless.db?synchronous=OFF")
    return tmp_path


def run(line: str) -> str:
    """What a command prints; rejected lines are no failure of it."""
    done = CliRunner().invoke(make_app(), shlex.split(line)[1:])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_the_page_can_be_followed(folder: Path) -> None:
    run(SHOP)
    printed = ""
    for block in steps():
        if block.language == "csv":
            name = block.words[0].removeprefix("file=")
            (folder / name).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            lines = block.text.replace("\\\n", " ").splitlines()
            printed = "".join(run(line) for line in lines if line.startswith("headless "))
        elif "answer" in block.words:
            assert block.text.split() == printed.split(), (block.place, printed)
