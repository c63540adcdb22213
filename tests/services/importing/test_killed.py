"""An importer that is killed at any moment loses nothing and doubles nothing: the next run goes on."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from headless.services.importing.orders.orders import import_orders
from headless.services.verifying.verifying import verify
from tests.oracle.source_files import REPOSITORY
from tests.services.importing.households import COLUMNS, SLUG, Books, books, open_grocer, write_households
from tests.services.importing.stores import apart, open_kernel, store

HOUSEHOLDS, KILLS = 12, 3
PATIENCE_S = 120


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("households") / "orders.csv"
    write_households(path, HOUSEHOLDS)
    return path


@pytest.fixture(scope="module")
def undisturbed(
    path: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    """What one run leaves that nobody disturbs, in the transactions of its own size."""
    with store("sqlite", request, tmp_path_factory.mktemp("undisturbed")) as url:
        yield apart(lambda: _whole(url, path))


async def _whole(url: str, path: Path) -> Books:
    async with open_kernel(url) as kernel:
        await open_grocer(kernel)
        rejected = path.with_suffix(".whole.csv")
        await import_orders(kernel, SLUG, path, COLUMNS, create_members=True, rejected=rejected)
        return await books(kernel)


def run_and_kill(url: str, path: Path, steps: int, rest_s: float) -> bool:
    """Start an import, kill it so long after so many steps, and return True if it was still running."""
    command = [sys.executable, "-m", "tests.services.importing.child", url, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as child:
        assert child.stdout is not None
        for _, line in zip(range(steps), child.stdout, strict=False):
            assert line.split()[0] in ("reading", "importing", "clock")
        try:
            child.wait(rest_s)
        except subprocess.TimeoutExpired:
            child.kill()
            return True
        assert 0 == child.returncode
        return False


def run_to_the_end(url: str, path: Path) -> None:
    command = [sys.executable, "-m", "tests.services.importing.child", url, str(path)]
    subprocess.run(command, check=True, cwd=REPOSITORY, timeout=PATIENCE_S, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_killed_at_random_moments_it_ends_as_if_nothing_had_happened(
    dialect: str, path: Path, undisturbed: Books, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    chance = random.Random()
    with store(dialect, request, tmp_path) as url:
        apart(lambda: _opened(url))
        moments = [(chance.randint(1, 10), chance.uniform(0.0, 0.2)) for _ in range(KILLS)]
        killed = [run_and_kill(url, path, steps, rest_s) for steps, rest_s in moments]
        run_to_the_end(url, path)
        found, drifts = apart(lambda: _looked_at(url))

    assert any(killed), "none of the runs lived long enough to be killed"
    assert undisturbed == found, moments
    assert [] == drifts, moments


async def _opened(url: str) -> None:
    async with open_kernel(url) as kernel:
        await open_grocer(kernel)


async def _looked_at(url: str) -> tuple[Books, list[object]]:
    async with open_kernel(url) as kernel:
        return await books(kernel), list(await verify(kernel, SLUG))
