"""What the README shows of the demo is what the demo shows."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headless.app import make_api
from headless.config import Settings
from headless.demo.making import Demo, make_demo
from headless.schema.serving.execution import Request
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system
from tests import postgres
from tests.docs.conftest import SETTINGS
from tests.docs.pages import REPOSITORY, blocks, fits, text_of, with_answers

Made = tuple[Path, Demo]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The demo, made once."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    found: list[Demo] = []

    async def work() -> None:
        found.append(await make_demo(settings(path)))

    postgres.apart(work())
    return path, found[0]


@pytest.fixture
async def kernel(made: Made, tmp_path: Path) -> AsyncIterator[Kernel]:
    """The demo's database, a copy of it."""
    path = tmp_path / "demo.db"
    shutil.copy(made[0], path)
    async with open_kernel(settings(path)) as opened:
        yield opened


def settings(path: Path) -> Settings:
    return SETTINGS.model_copy(update={"database_url": f"sqlite:///{path}?synchronous=OFF"})


def test_the_readme_prints_what_the_demo_prints(made: Made) -> None:
    printed = [line.rstrip() for line in made[1].text("127.0.0.1", 8000).splitlines()]
    shown = [line for block in blocks("text") if "demo" in block.words for line in block.text.splitlines()]

    patterns = [re.escape(line).replace("…", r"\S+") for line in shown]
    assert [] == [
        line for line, each in zip(shown, patterns, strict=True) if not any(re.fullmatch(each, p) for p in printed)
    ]
    assert shown


async def test_queries_of_the_demo_give_the_answers_printed_below_them(kernel: Kernel) -> None:
    api = make_api(kernel.settings)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, "demo")
    found = list(with_answers(["demo"]))

    for block, expected in found:
        answered = await api.answer(kernel, system(merchant.id, merchant.slug), Request(block.text))
        assert expected is not None, block.place
        assert fits(json.loads(expected.text), answered.get("data")), (block.place, answered)
    assert found


async def test_the_ladder_has_five_named_tiers_in_three_stages(kernel: Kernel) -> None:
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, "demo")
        track = (await kernel.programs.of(session, merchant)).tracks["main"]

    assert ["bronze", "silver", "gold", "platinum", "diamond"] == [tier.code for tier in track.tiers]
    page = text_of(REPOSITORY / "docs" / "conditions.md")
    assert [] == [tier.code for tier in track.tiers if f"\n| {tier.code} | " not in page]
