"""The tutorial on plugins is followed as it stands: its files written, its commands run, its answers compared.

`pip install` alone is not run, because it would need the network: what it tells Python about the package is written instead.
"""

import asyncio
import importlib
import json
import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from headless.app import make_api
from headless.cli.root import make_app
from headless.config import Settings
from headless.schema.serving.execution import Request
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system
from tests.docs.pages import REPOSITORY, Block, blocks, fits

PAGE = "docs/plugin-tutorial.md"
PLUGIN = "weekend_treats"
LANGUAGES = ("sh", "python", "csv", "text", "graphql", "json")


class Reader:
    """Somebody who follows the page in a folder of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._patch = folder, monkeypatch
        self.printed = ""
        self.answered: Any = None

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        name = next((word.removeprefix("file=") for word in block.words if word.startswith("file=")), None)
        if name is not None:
            (self.folder / name).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            lines = block.text.replace("\\\n", " ").splitlines()
            self.printed = "".join([self._run(line) for line in lines][-1:])
        elif block.language == "text":
            assert block.text.split() == self.printed.split(), (block.place, self.printed)
        elif block.language == "graphql":
            self.answered = asyncio.run(self._answer(block.text))
        elif block.language == "json":
            assert fits(json.loads(block.text), self.answered), (block.place, json.dumps(self.answered))

    def _run(self, line: str) -> str:
        program, *words = shlex.split(line)
        if program == "cd":
            self.folder = self.folder / words[0]
            self._patch.chdir(self.folder)
            return ""
        if program == "pytest":
            return self._pytest()
        if program == "pip":
            assert ["install", "--editable", "."] == words
            self._install()
            return ""
        assert program == "headless", line
        done = CliRunner().invoke(make_app(), words)
        assert done.exit_code == 0, (line, done.output)
        return done.stdout

    def _pytest(self) -> str:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def _install(self) -> None:
        project = tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))["project"]
        about = self.folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        about.mkdir()
        head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (about / "METADATA").write_text(head, encoding="utf-8")
        points = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["headless.plugins"].items())
        (about / "entry_points.txt").write_text(f"[headless.plugins]\n{points}", encoding="utf-8")
        self._patch.syspath_prepend(str(self.folder))
        importlib.invalidate_caches()

    async def _answer(self, query: str) -> Any:
        settings = Settings.from_environment(os.environ)
        async with open_kernel(settings) as kernel:
            async with kernel.db.read() as session:
                merchant = await kernel.programs.by_slug(session, "shop")
            api = make_api(settings, kernel.registry)
            answered = await api.answer(kernel, system(merchant.id, merchant.slug), Request(query))
        assert [] == answered.get("errors", [])
        return answered["data"]


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADLESS_DATABASE_URL", f"sqlite:///{tmp_path}/headless.db?synchronous=OFF")
    monkeypatch.setenv("HEADLESS_SECRET_KEY", "0123456789abcdef0123456789abcdef")
    # Other installed plugins do not concern the reader.
    monkeypatch.setenv("HEADLESS_PLUGINS", PLUGIN)
    yield Reader(tmp_path, monkeypatch)
    sys.modules.pop(PLUGIN, None)


def steps() -> list[Block]:
    found = [block for language in LANGUAGES for block in blocks(language) if block.page == PAGE]
    return sorted(found, key=lambda block: block.line)


def test_the_tutorial_can_be_followed(reader: Reader) -> None:
    assert {"file=weekend_treats.py", "live", "answer"} <= {word for block in steps() for word in block.words}
    for block in steps():
        reader.follow(block)


def test_the_plugin_of_the_tutorial_is_short() -> None:
    [plugin] = [block.text for block in steps() if "file=weekend_treats.py" in block.words]

    assert len(plugin.splitlines()) < 50
