"""A shop whose members are read through the schema, on both databases."""

import pytest

from headless.resolvers.reading.cursors import Cursors
from headless.schema.serving.build import loaders_of
from headless.schema.serving.execution import Api
from headless.schema.serving.root import make_schema
from tests.resolvers.reader import Reader, Statements
from tests.services.conftest import clock, kernel, registry, shop
from tests.services.shop import Shop

__all__ = ["clock", "kernel", "registry", "shop"]


@pytest.fixture(scope="session")
def api() -> Api:
    schema = make_schema()
    return Api(schema, loaders_of(schema), Cursors("a secret that only tests know"))


@pytest.fixture
def reader(api: Api, shop: Shop) -> Reader:
    return Reader(api, shop)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Counts what is sent to the database."""
    counted = Statements()
    counted.listen(monkeypatch)
    return counted
