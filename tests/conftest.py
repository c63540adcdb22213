"""What every test may ask for: above all `database`, a freshly migrated empty one of each dialect."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.models.tables.catalogue import TABLES
from tests import postgres

DIALECTS = ("sqlite", "postgres")
# The file is thrown away: waiting for the disk would only be slow.
FAST = "?synchronous=OFF"
# Children first; an open transaction is detected rather than waited for.
KEPT = ", ".join(f"'{name}'" for name in (*TABLES, "tortoise_migrations", "migration_lock", "plugin_migration"))
DROP_STRANGERS = f"""DO $$ DECLARE name text; BEGIN
FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ({KEPT}) LOOP
EXECUTE 'DROP TABLE ' || quote_ident(name) || ' CASCADE'; END LOOP; END $$"""
EMPTY = "SET lock_timeout = '5s';" + ";".join(f"DELETE FROM {name}" for name in reversed(tuple(TABLES)))
EMPTY += f"; DELETE FROM plugin_migration; {DROP_STRANGERS}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server; without one its half of the tests is skipped, but fails where CI=true."""
    try:
        with postgres.server() as url:
            yield url
    except postgres.Unavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of one migrated database; `database_url` empties it after each test, far quicker than making another."""
    name = postgres.scratch_name()
    postgres.administer(postgres_server, f"CREATE DATABASE {name}")
    url = postgres.renamed(postgres_server, name)
    postgres.apart(_migrated(url))
    yield url
    postgres.administer(postgres_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty file, which others are copies of."""
    path = tmp_path_factory.mktemp("template") / "headless.db"
    postgres.apart(_migrated(f"sqlite:///{path}{FAST}"))
    return path


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each dialect in turn."""
    return str(request.param)


@pytest.fixture
def empty_database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of each dialect that has no tables yet."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db{FAST}"
        return
    server = request.getfixturevalue("postgres_server")
    name = postgres.scratch_name()
    postgres.administer(server, f"CREATE DATABASE {name}")
    yield postgres.renamed(server, name)
    postgres.administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated empty database of each dialect, this test's own."""
    if dialect == "sqlite":
        path = tmp_path / "headless.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}{FAST}"
        return
    url = request.getfixturevalue("postgres_url")
    yield url
    postgres.administer(url, EMPTY)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated empty database of each dialect, open."""
    async with Database.open(database_url) as opened:
        yield opened


async def _migrated(url: str) -> None:
    async with Database.open(url) as database:
        await migrate(database)
