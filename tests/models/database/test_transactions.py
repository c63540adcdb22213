"""A transaction is there as a whole or not at all, and gives back what it took, however it ends."""

import asyncio

import pytest

from headless.errors import StorageBusy, StorageError, UniqueViolation
from headless.models.base.session import Session
from headless.models.database.database import Database
from headless.models.tables.members.members import Member
from tests.models.rows import add, add_member

ADD_ONE = "UPDATE account SET balance = balance + 1 WHERE merchant_id = 1 AND member_id = 1 AND kind_id = 1"


async def balance(session: Session) -> int:
    value = await session.fetch_value("SELECT balance FROM account WHERE kind_id = 1")
    return int(value)


async def open_account(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        await add(session, "account")


async def test_what_a_block_wrote_is_there_after_it(database: Database) -> None:
    await open_account(database)

    async with database.read() as session:
        assert await balance(session) == 0


async def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    await open_account(database)

    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            await session.execute(ADD_ONE)
            raise ZeroDivisionError

    async with database.read() as session:
        assert await balance(session) == 0


async def test_a_refused_row_undoes_its_neighbours(database: Database) -> None:
    with pytest.raises(UniqueViolation):
        async with database.transaction() as session:
            await add_member(session)
            await session.insert("account", ("merchant_id", "member_id", "kind_id"), [(1, 1, 1), (1, 1, 1)])

    async with database.read() as session:
        assert await session.fetch_value("SELECT count(*) FROM member") == 0


async def test_a_savepoint_undoes_its_own_part_alone(database: Database) -> None:
    await open_account(database)

    async with database.transaction() as session:
        await session.execute(ADD_ONE)
        with pytest.raises(UniqueViolation):
            async with session.savepoint():
                await session.execute(ADD_ONE)
                await add(session, "account")
        async with session.savepoint():
            await session.execute(ADD_ONE)

    async with database.read() as session:
        assert await balance(session) == 2


async def test_nobody_sees_what_is_not_committed(database: Database) -> None:
    await open_account(database)

    async with database.transaction() as session:
        await session.execute(ADD_ONE)
        seen = await asyncio.create_task(_read_balance(database))

    assert seen == 0


async def test_a_read_does_not_wait_behind_a_write(database: Database) -> None:
    await open_account(database)

    async with database.transaction() as session:
        await session.execute(ADD_ONE)
        async with asyncio.timeout(5):
            await asyncio.create_task(_read_balance(database))


async def test_writers_side_by_side_lose_nothing(database: Database) -> None:
    await open_account(database)

    await asyncio.gather(*(_read_then_write(database) for _ in range(25)))

    async with database.read() as session:
        assert await balance(session) == 25


async def test_two_open_databases_of_one_file_or_server_wait_for_one_another(
    database: Database, database_url: str
) -> None:
    await open_account(database)

    async with Database.open(database_url) as other:
        await asyncio.gather(*(_read_then_write(each) for each in (database, other) * 10))

    async with database.read() as session:
        assert await balance(session) == 20


@pytest.mark.parametrize("steps", range(12))
async def test_a_cancelled_block_leaves_nothing_and_keeps_nothing(database: Database, steps: int) -> None:
    await open_account(database)

    task = asyncio.create_task(_write_for_ever(database))
    for _ in range(steps * 3):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await _everything_is_free(database)


async def test_a_block_cancelled_again_while_it_undoes_leaves_nothing(database: Database) -> None:
    await open_account(database)

    task = asyncio.create_task(_write_for_ever(database))
    await asyncio.sleep(0.02)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task

    await _everything_is_free(database)


async def test_a_wait_for_the_lock_may_be_cancelled(database: Database) -> None:
    await open_account(database)

    async with database.transaction() as session:
        await session.execute(ADD_ONE)
        waiting = asyncio.create_task(_read_then_write(database))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    async with database.read() as session:
        assert await balance(session) == 1


async def test_a_second_transaction_in_the_same_task_is_refused_rather_than_waited_for(database: Database) -> None:
    async with database.transaction():
        with pytest.raises(StorageError, match="in a transaction already"):
            async with database.transaction():
                pass


async def test_a_task_begun_inside_a_transaction_has_its_own(database: Database) -> None:
    await open_account(database)

    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            await session.execute(ADD_ONE)
            outlives = asyncio.create_task(_read_then_write(database))
            raise ZeroDivisionError
    await outlives

    async with database.read() as session:
        assert await balance(session) == 1


async def test_models_read_through_the_block_they_are_used_in(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session, name="Ada")
        inside = [member.name for member in await Member.filter(merchant_id=1)]
        outside = await asyncio.create_task(_names(database))

    assert (inside, outside) == (["Ada"], [])


async def test_two_members_locked_crosswise_end_in_busy_and_not_in_a_wait(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    async with database.transaction() as session:
        await add_member(session, 1)
        await add_member(session, 2)

    results = await asyncio.gather(_lock(database, 1, 2), _lock(database, 2, 1), return_exceptions=True)

    assert [StorageBusy] == [type(result) for result in results if result is not None]


async def _lock(database: Database, *member_ids: int) -> None:
    async with database.transaction() as session:
        for member_id in member_ids:
            await session.fetch("SELECT id FROM member WHERE merchant_id = 1 AND id = $1 FOR UPDATE", member_id)
            await asyncio.sleep(0.1)


async def _read_balance(database: Database) -> int:
    async with database.read() as session:
        return await balance(session)


async def _names(database: Database) -> list[str]:
    async with database.read():
        return [member.name for member in await Member.all()]


async def _read_then_write(database: Database) -> None:
    async with database.transaction() as session:
        sql = "SELECT balance FROM account WHERE merchant_id = 1 AND member_id = 1 AND kind_id = 1 FOR UPDATE"
        before = await session.fetch_value(sql)
        await asyncio.sleep(0)
        await session.execute("UPDATE account SET balance = $1 WHERE kind_id = 1", before + 1)


async def _write_for_ever(database: Database) -> None:
    async with database.transaction() as session:
        while True:
            await session.execute(ADD_ONE)
            await session.insert("mark", ("merchant_id", "member_id", "rule_id", "key", "event_id"), [])


async def _everything_is_free(database: Database) -> None:
    async with asyncio.timeout(5):
        await asyncio.gather(*(_read_then_write(database) for _ in range(12)))
    async with database.read() as session:
        assert await balance(session) == 12
