"""The files and commands of the page on importing are run as they stand, and print what the page says."""

import asyncio
import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from headless.cli.root import make_app
from headless.config import Settings
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system
from tests.docs.pages import Block, blocks
from tests.docs.story import at_least

PAGE = "docs/importing.md"
TIERS = ("silver", "gold")
SHOP = "headless merchant create shop --currency GBP --time-zone Europe/London --sandbox --clock 2026-06-01T12:00:00Z"


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


async def save_ladder() -> None:
    """The track that the page asks to be there."""
    async with open_kernel(Settings.from_environment(os.environ)) as kernel:
        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, "shop")
        tiers = [
            {"code": code, "name": code.title(), "rank": rank, "condition": at_least("orders", 10 * rank)}
            for rank, code in enumerate(TIERS, start=1)
        ]
        track = {"code": "main", "name": "Main", "kind": "EARNED", "tiers": tiers}
        saved = await save_tier_track(kernel, system(merchant.id, merchant.slug), track)
        assert saved.problem is None, saved.problem


def run(line: str) -> str:
    """What a command prints; rejected lines are no failure of it."""
    done = CliRunner().invoke(make_app(), shlex.split(line)[1:])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_the_page_can_be_followed(folder: Path) -> None:
    run(SHOP)
    asyncio.run(save_ladder())
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
