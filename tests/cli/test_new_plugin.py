"""`headless plugins new`: a package whose test passes at once, which loads, and is well described."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from headless.plugins.loading.registry import Registry
from tests.cli.conftest import Command
from tests.docs.pages import REPOSITORY


def test_its_test_passes_at_once(headless: Command, tmp_path: Path) -> None:
    made = headless("plugins", "new", "large_orders", "--into", str(tmp_path))

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path / "large_orders",
        capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, check=False,
    )  # fmt: skip
    assert 0 == made.code
    assert 4 == len(made.lines)
    assert (0, "3 passed") == (done.returncode, done.stdout.splitlines()[-1].partition(" in ")[0]), done.stdout


def test_it_declares_its_entry_point_and_loads(
    headless: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headless("plugins", "new", "big_baskets", "--into", str(tmp_path))
    project = tomllib.loads((tmp_path / "big_baskets" / "pyproject.toml").read_text())
    monkeypatch.syspath_prepend(str(tmp_path / "big_baskets"))

    module = __import__(project["project"]["entry-points"]["headless.plugins"]["big_baskets"])

    registry = Registry.load(entry_points=(), more={"big_baskets": module}, strict=True)
    assert ("big_baskets", "big_baskets") in registry.rules


@pytest.mark.parametrize("name", ["Large", "1st", "headless", "builtin", "a-b", "", "import", "json"])
def test_a_name_that_cannot_be_is_refused(headless: Command, tmp_path: Path, name: str) -> None:
    answer = headless("plugins", "new", name, "--into", str(tmp_path))

    assert 2 == answer.code
    assert "cannot be a plugin's name" in answer.err


def test_nothing_is_written_over(headless: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()

    answer = headless("plugins", "new", "mine", "--into", str(tmp_path))

    assert (2, []) == (answer.code, list((tmp_path / "mine").iterdir()))
