"""Connections to PostgreSQL that lie at hand: nobody waits for one in vain, and one that is broken is not handed out."""

import asyncio

import pytest

from headless.errors import StorageError
from headless.models.database.database import Database
from headless.models.database.postgres import CLOSE_WAIT_S
from tests import postgres

WAIT_S = 10


async def test_many_readers_and_writers_share_two_connections(postgres_url: str) -> None:
    async def reading(db: Database, number: int) -> int:
        async with db.glance() as session:
            found: int = await session.fetch_value("SELECT $1::bigint", number)
        return found

    async def writing(db: Database, number: int) -> int:
        async with db.transaction() as session:
            found: int = await session.fetch_value("SELECT $1::bigint", number)
        return found

    async with Database.open(postgres_url, pool_size=2) as db, asyncio.timeout(WAIT_S):
        works = [reading(db, at) if at % 3 else writing(db, at) for at in range(60)]

        assert list(range(60)) == await asyncio.gather(*works)


async def test_a_connection_that_broke_while_it_lay_at_hand_is_not_handed_out(postgres_url: str) -> None:
    async with Database.open(postgres_url, pool_size=2) as db:
        async with db.glance() as session:
            process = await session.fetch_value("SELECT pg_backend_pid()")
        postgres.administer(postgres_url, f"SELECT pg_terminate_backend({process})")
        await asyncio.sleep(0.2)

        async with db.glance() as session:
            assert process != await session.fetch_value("SELECT pg_backend_pid()")


async def test_a_reader_that_is_cancelled_leaves_a_clean_connection(postgres_url: str) -> None:
    async def sleeping(db: Database) -> None:
        async with db.glance() as session:
            await session.fetch("SELECT pg_sleep(60)")

    async with Database.open(postgres_url, pool_size=1) as db, asyncio.timeout(WAIT_S):
        for _ in range(3):
            task = asyncio.create_task(sleeping(db))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with db.glance() as session:
                assert 1 == await session.fetch_value("SELECT 1")


async def test_what_fails_leaves_a_clean_connection(postgres_url: str) -> None:
    async with Database.open(postgres_url, pool_size=1) as db, asyncio.timeout(WAIT_S):
        for _ in range(3):
            with pytest.raises(StorageError):
                async with db.glance() as session:
                    await session.fetch("SELECT nothing FROM nowhere")
            async with db.transaction() as session:
                assert 1 == await session.fetch_value("SELECT 1")


async def test_closing_waits_for_a_reader_no_longer_than_it_reads(postgres_url: str) -> None:
    begun = asyncio.Event()

    async def reading(db: Database) -> None:
        async with db.glance() as session:
            begun.set()
            await session.fetch("SELECT pg_sleep(0.2)")

    async with asyncio.timeout(CLOSE_WAIT_S / 2):
        async with Database.open(postgres_url, pool_size=2) as db:
            task = asyncio.create_task(reading(db))
            await begun.wait()
        await task


@pytest.mark.parametrize("writes", [False, True])
async def test_a_server_that_is_gone_is_told_as_an_error_of_the_storage(postgres_url: str, writes: bool) -> None:
    async with Database.open(postgres_url, pool_size=1) as db:
        with pytest.raises(StorageError):
            async with db.transaction() if writes else db.glance() as session:
                process = await session.fetch_value("SELECT pg_backend_pid()")
                postgres.administer(postgres_url, f"SELECT pg_terminate_backend({process})")
                await asyncio.sleep(0.2)
                await session.fetch("SELECT 1")

        async with db.transaction() as session:
            assert process != await session.fetch_value("SELECT pg_backend_pid()")


async def test_what_went_wrong_first_is_told_where_the_server_is_gone_too(postgres_url: str) -> None:
    async with Database.open(postgres_url, pool_size=1) as db:
        with pytest.raises(KeyError):
            async with db.transaction() as session:
                process = await session.fetch_value("SELECT pg_backend_pid()")
                postgres.administer(postgres_url, f"SELECT pg_terminate_backend({process})")
                await asyncio.sleep(0.2)
                raise KeyError("first")
