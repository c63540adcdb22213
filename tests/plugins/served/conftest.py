"""A shop that has enabled the plugin `draws`, with three members, on both databases."""

from collections.abc import Iterator

import pytest

from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.resolvers.reading.cursors import Cursors
from headless.schema.serving.build import loaders_of
from headless.schema.serving.execution import Api
from headless.schema.serving.root import make_schema
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.plugin_admin.plugins import enable_plugin
from tests.plugins.served.draws import Board, Draws
from tests.resolvers.reader import Reader
from tests.services.conftest import clock, kernel, shop
from tests.services.shop import Shop

__all__ = ["clock", "kernel", "shop"]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"draws": Draws()}, strict=True)


@pytest.fixture(scope="session")
def api(registry: Registry) -> Api:
    schema = make_schema(registry)
    return Api(schema, loaders_of(schema), Cursors("a secret that only tests know"))


@pytest.fixture(autouse=True)
def board() -> Iterator[type[Board]]:
    """The plugin's own facts, as they were before each test."""
    yield Board
    Board.rows, Board.asked, Board.broken, Board.answers = [], [], False, None


async def id_of(shop: Shop, number: str) -> int:
    """The inner id of a member."""
    async with shop.kernel.db.read() as session:
        id_ = await find_member(session, shop.owner.merchant_id, Lookup("number", number), None)
    assert id_ is not None
    return id_


@pytest.fixture
async def reader(api: Api, shop: Shop) -> Reader:
    saved = await enable_plugin(shop.kernel, shop.owner, "draws")
    assert saved.problem is None, saved.problem
    for place, number in enumerate(("m1", "m2", "m3")):
        await shop.member(number)
        Board.rows.append((encode(Prefix.MEMBER, await id_of(shop, number)), 30 - 10 * place))
    return Reader(api, shop)
