"""A caller that gives up waiting takes its statement along: the database works for no one who has gone."""

import asyncio
import sqlite3
import time
from typing import Any

import pytest

from headless.errors import StorageError
from headless.models.database import sqlite_session
from headless.models.database.database import Database
from headless.models.database.postgres import Connection
from headless.models.database.readiness import PROBE_SECONDS, REMEMBERED_SECONDS, Readiness
from headless.models.database.sqlite import READERS

SLOW = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000000) SELECT max(x) FROM n",
    "postgres": "SELECT 1 FROM pg_sleep(60)",
}
ACTIVE = """SELECT count(*) FROM pg_stat_activity
WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid() AND datname = current_database()"""


async def slow(database: Database) -> None:
    async with database.glance() as session:
        await session.fetch(SLOW[database.dialect])


async def give_up(database: Database, times: int, seconds: float = 0.3) -> None:
    """Ask so many slow statements at once, and give all of them up."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(slow(database) for _ in range(times)))


async def works(database: Database) -> bool:
    """Return True if the database still works on a slow statement."""
    if database.dialect == "postgres":
        async with database.glance() as session:
            return bool(await session.fetch_value(ACTIVE))
    lines = [line for _, line in database._client._readers]  # type: ignore[union-attr]
    return any(line._running is not None for line in lines)


async def settled(database: Database) -> bool:
    """Return True if nothing runs any more within two seconds."""
    for _ in range(40):
        if not await works(database):
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.parametrize("times", [1, 2 * READERS, 15])
async def test_a_statement_ends_with_its_caller(database: Database, times: int) -> None:
    await give_up(database, times)

    assert await settled(database)


async def test_the_next_caller_does_not_wait(database: Database) -> None:
    await give_up(database, 20)
    began = time.monotonic()
    async with database.glance() as session:
        assert 1 == await session.fetch_value("SELECT 1")

    assert time.monotonic() - began < 2


async def test_a_read_in_a_block_and_a_write_end_too(database: Database) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), database.read() as session:
            await session.fetch(SLOW[database.dialect])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), database.transaction() as session:
            await session.fetch(SLOW[database.dialect])
    began = time.monotonic()
    async with database.transaction() as session:
        assert 1 == await session.fetch_value("SELECT 1")

    assert time.monotonic() - began < 2


async def test_no_one_elses_statement_is_interrupted(database: Database) -> None:
    answers: list[Any] = []

    async def ask() -> None:
        for number in range(60):
            async with database.glance() as session:
                answers.append(await session.fetch_value(f"SELECT {number}"))

    async def gone() -> None:
        for _ in range(30 if database.dialect == "sqlite" else 3):
            task = asyncio.create_task(slow(database))
            # PostgreSQL passes over a cancellation that comes before the statement
            await asyncio.sleep(0.002 if database.dialect == "sqlite" else 0.3)
            task.cancel()
            await asyncio.wait({task})

    await asyncio.gather(ask(), gone(), ask(), gone(), ask())

    assert sorted(answers) == sorted([*range(60)] * 3)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_call_that_has_not_begun_never_runs(database: Database) -> None:
    line = database._client._readers[0][1]  # type: ignore[union-attr]
    ran: list[str] = []

    def note(connection: sqlite3.Connection, sql: str, _: Any) -> None:
        ran.append(sql)

    slow_one = asyncio.create_task(line.run(lambda connection, sql, _: time.sleep(0.3), "", ()))
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(line.run(note, "gone", ()))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await slow_one
    await line.run(note, "last", ())

    assert ["last"] == ran
    assert 0 == line.waiting


async def test_readiness_waits_for_no_query(database: Database) -> None:
    tasks = [asyncio.create_task(slow(database)) for _ in range(20)]
    await asyncio.sleep(0.2)
    began = time.monotonic()
    ready = await Readiness(database, time.monotonic).is_ready()
    took = time.monotonic() - began
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)

    assert ready
    assert took < PROBE_SECONDS


async def test_readiness_asks_once_a_second(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, now = [], [5.0]

    async def probe(statements: object) -> None:
        asked.append(1)

    monkeypatch.setattr(database, "probe", probe)
    readiness = Readiness(database, lambda: now[0])
    await asyncio.gather(*(readiness.is_ready() for _ in range(50)))
    now[0] += REMEMBERED_SECONDS
    await readiness.is_ready()

    assert 2 == len(asked)


async def test_readiness_says_no_when_the_probe_does_not_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(statements: object) -> None:
        raise StorageError("gone")

    async def silent(statements: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("headless.models.database.readiness.PROBE_SECONDS", 0.1)
    for probe in (refused, silent):
        monkeypatch.setattr(database, "probe", probe)

        assert not await Readiness(database, time.monotonic).is_ready()


async def test_a_probe_opens_its_connection_again(database: Database) -> None:
    await database.probe(["SELECT 1"])
    with pytest.raises(StorageError):
        await database.probe(["SELECT nothing FROM nowhere"])
    await database.probe(["SELECT 1"])


@pytest.mark.parametrize("writes", [False, True])
async def test_a_request_to_cancel_that_comes_too_early_is_made_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, writes: bool
) -> None:
    lost = lose_the_first(database, monkeypatch)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), database.transaction() if writes else database.read() as session:
            await session.fetch(SLOW[database.dialect])

    assert await settled(database)
    assert lost
    assert time.monotonic() - began < 10
    async with database.transaction() as session:
        assert 1 == await session.fetch_value("SELECT 1")


def lose_the_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let the first request to cancel end nothing, as if its statement had not begun. Return what was lost."""
    lost: list[Any] = []
    if database.dialect == "postgres":
        cancel = Connection._cancel

        async def later(self: Any, waiter: Any, *rest: Any) -> None:
            if not lost:
                lost.append(waiter)
                waiter.set_result(None)
                return
            await cancel(self, waiter, *rest)

        monkeypatch.setattr(Connection, "_cancel", later)
        return lost
    fetch = sqlite_session._fetch

    def prepared_slowly(connection: sqlite3.Connection, sql: str, values: Any) -> list[Any]:
        if "RECURSIVE" in sql:
            lost.append(sql)
            time.sleep(0.6)
        return fetch(connection, sql, values)

    monkeypatch.setattr(sqlite_session, "_fetch", prepared_slowly)
    return lost


async def test_none_of_several_statements_of_one_call_begins_after_it_was_given_up(database: Database) -> None:
    queries = [(SLOW[database.dialect], ()), (SLOW[database.dialect].replace("2000000000", "2000000001"), ())]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), database.read() as session:
            await session.fetch_all(queries)

    assert await settled(database)
