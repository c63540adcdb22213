"""A shop that has enabled the plugin `scores`, on both databases."""

from collections.abc import Iterator

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.plugin_admin.plugins import enable_plugin
from tests.plugins.declarations.scores import Diary, Scores
from tests.services.conftest import clock, kernel, shop
from tests.services.shop import Shop

__all__ = ["clock", "kernel", "shop"]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"scores": Scores()}, strict=True)


@pytest.fixture(autouse=True)
def diary() -> Iterator[type[Diary]]:
    """The plugin's own facts, as they were before each test."""
    yield Diary
    Diary.asked, Diary.broken, Diary.pages = [], False, 3


@pytest.fixture
async def stage(shop: Shop) -> Shop:
    """The shop with the plugin in use, and member m1."""
    saved = await enable_plugin(shop.kernel, shop.owner, "scores")
    assert saved.problem is None, saved.problem
    await shop.member("m1")
    return shop
