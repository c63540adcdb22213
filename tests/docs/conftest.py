"""The shop of the pages, open, with its GraphQL API: on SQLite, since what the pages say does not depend on the database."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from headless.app import make_api
from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.engine.member.cards.numbers import new_number
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.schema.serving.execution import Api, Request
from headless.services.kernel.kernel import Kernel, build_kernel
from tests.docs.chinese_story import open_tea_shop
from tests.docs.story import open_corner_shop
from tests.services.shop import Shop, instant

Answer = Callable[[str], Awaitable[dict[str, Any]]]
SETTINGS = Settings(secret_key="0123456789abcdef0123456789abcdef")


@pytest.fixture(scope="session")
def api() -> Api:
    return make_api(SETTINGS)


@pytest.fixture
async def kernel(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Kernel]:
    path = tmp_path / "headless.db"
    shutil.copy(sqlite_template, path)
    clock = FixedClock(instant("2025-06-01T12:00:00+01:00"))
    async with Database.open(f"sqlite:///{path}?synchronous=OFF") as database:
        yield build_kernel(database, Registry.load(entry_points=()), clock, SETTINGS, SystemClock())


@pytest.fixture
async def shop(kernel: Kernel) -> Shop:
    """The corner shop."""
    return await open_corner_shop(kernel, cast("FixedClock", kernel.clock))


@pytest.fixture
async def tea_shop(kernel: Kernel) -> Shop:
    """The shop of the Chinese pages."""
    return await open_tea_shop(kernel, cast("FixedClock", kernel.clock))


@pytest.fixture
def answer(api: Api, shop: Shop) -> Answer:
    """Answers an operation as the shop's owner would be answered."""
    return as_owner(api, shop, "en")


@pytest.fixture
def answer_in_chinese(api: Api, tea_shop: Shop) -> Answer:
    """The same in the shop of the Chinese pages, in Chinese."""
    return as_owner(api, tea_shop, "zh")


def as_owner(api: Api, shop: Shop, lang: str) -> Answer:
    """Return what answers an operation as the shop's owner would be answered."""

    async def answered(query: str) -> dict[str, Any]:
        return await api.answer(shop.kernel, shop.owner, Request(query, lang=lang))

    return answered


@pytest.fixture(autouse=True)
def _numbers_of_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let cards have the same numbers each time, so that the pages can name them."""
    drawn = Random(7)
    monkeypatch.setattr("headless.services.members.cards.issuing.draw_number", partial(new_number, drawn.randrange))
