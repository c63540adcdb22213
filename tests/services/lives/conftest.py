"""A shop whose plugins keep much of a member."""

from collections.abc import AsyncIterator

import pytest

from headless.services.configuration.tag_kinds import save_tag
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.lives.gossip import Gossip
from tests.services.plugin_admin.club import Club
from tests.services.plugin_admin.conftest import Install, install
from tests.services.shop import Shop

__all__ = ["install"]


@pytest.fixture
async def talkative(install: Install) -> AsyncIterator[Shop]:
    """A shop with both plugins, points, and a tag and a tier by attribute."""
    async with install(club=Club(), gossip=Gossip()) as shop:
        for plugin in ("club", "gossip"):
            saved = await enable_plugin(shop.kernel, shop.owner, plugin)
            assert saved.problem is None, saved.problem
        await shop.rule("points_per_spend")
        named = {"test": {"metric": "attribute", "args": {"name": "nickname"}, "op": "NEQ", "value": "none"}}
        saved = await save_tag(shop.kernel, shop.owner, {"code": "named", "name": "Named", "condition": named})
        assert saved.problem is None, saved.problem
        await shop.ladder({"code": "known", "name": "Known", "rank": 1, "condition": named})
        yield shop
