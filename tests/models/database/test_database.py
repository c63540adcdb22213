"""A database is opened by URL, seen from every task, and does not affect another one."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from headless.errors import Misconfigured, StorageBusy, StorageError
from headless.models.database import sqlite
from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.models.tables.members.members import Member
from tests.models.rows import add_member


async def test_what_one_task_opened_every_other_sees(database_url: str) -> None:
    async with AsyncExitStack() as stack:
        opened = await asyncio.create_task(stack.enter_async_context(Database.open(database_url)))

        async with opened.transaction() as session:
            await add_member(session)
        assert await asyncio.create_task(_members(opened)) == 1


async def test_both_dialects_may_be_open_at_once(database: Database, tmp_path: Path) -> None:
    async with Database.open(f"sqlite:///{tmp_path}/other.db") as other:
        await migrate(other)
        async with database.transaction() as session:
            await add_member(session, 1, name="Ada")
        async with other.transaction() as session:
            await add_member(session, 2, name="Bo")

        for each, name in ((database, "Ada"), (other, "Bo"), (database, "Ada")):
            async with each.read():
                assert [name] == [member.name for member in await Member.filter(merchant_id=1)]


async def test_a_closed_database_says_so(database_url: str) -> None:
    async with Database.open(database_url) as closed:
        pass

    for block in (closed.read, closed.transaction):
        with pytest.raises(StorageError, match="closed"):
            async with block():
                pass


async def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(Misconfigured, match="mysql"):
        async with Database.open("mysql://localhost/headless"):
            pass


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere/headless\.db"):
        async with Database.open(f"sqlite:///{tmp_path}/nowhere/headless.db"):
            pass


async def test_a_server_that_is_not_there_is_an_error_of_ours() -> None:
    with pytest.raises(StorageError, match="HEADLESS_DATABASE_URL"):
        async with Database.open("postgresql://nobody@127.0.0.1:1/nothing"):
            pass


async def test_a_file_that_another_process_keeps_is_busy_and_nothing_leaks(tmp_path: Path) -> None:
    path = tmp_path / "headless.db"
    async with Database.open(f"sqlite:///{path}?busy_timeout=50") as database:
        await migrate(database)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(StorageBusy):
            async with database.transaction():
                pass

        other.execute("ROLLBACK")
        other.close()
        async with database.transaction() as session:
            await add_member(session)
        assert await _members(database) == 1


async def test_a_wait_for_another_process_may_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "headless.db"
    async with Database.open(f"sqlite:///{path}") as database:
        await migrate(database)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.create_task(_add_member(database))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        other.execute("ROLLBACK")
        other.close()

        await _add_member(database)

        assert await _members(database) == 1


def test_a_script_is_cut_where_its_statements_end() -> None:
    script = "CREATE TABLE a (x TEXT DEFAULT ';');\n\nINSERT INTO a VALUES ('1;2');\n"

    expected = ["CREATE TABLE a (x TEXT DEFAULT ';');", "INSERT INTO a VALUES ('1;2');"]
    assert expected == list(sqlite.statements_of(script))


async def _members(database: Database) -> int:
    async with database.read() as session:
        return int(await session.fetch_value("SELECT count(*) FROM member"))


async def _add_member(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)


async def test_a_fresh_file_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "fresh.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode=DELETE")
    other.execute("CREATE TABLE begun (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, other.close)

    async with Database.open(f"sqlite:///{path}") as opened, opened.read() as session:
        assert "wal" == await session.fetch_value("PRAGMA journal_mode")
