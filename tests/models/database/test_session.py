"""A session says the same on both dialects, and a constant number of statements, whatever the number of rows."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from headless.errors import SessionClosed, StorageError, UniqueViolation
from headless.models.base.session import Session, Write
from headless.models.database.database import Database
from tests.models.rows import add, add_member

ACCOUNT = ("merchant_id", "member_id", "kind_id")
DAY = ("merchant_id", "member_id", "key", "day")
MANY = 2_000


async def test_rows_are_read_by_position_and_by_name(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session, name="Ada")

    async with database.read() as session:
        row = await session.fetch_one("SELECT id, name FROM member WHERE merchant_id = $1 AND id = $2", 1, 1)

    assert row is not None
    assert (row[0], row["name"]) == (1, "Ada")
    assert list(row.keys()) == ["id", "name"]


async def test_nothing_found_is_none(database: Database) -> None:
    async with database.read() as session:
        assert await session.fetch_one("SELECT id FROM member WHERE id = $1", 404) is None
        assert await session.fetch_value("SELECT id FROM member WHERE id = $1", 404) is None


async def test_a_placeholder_may_be_used_twice_and_out_of_order(database: Database) -> None:
    sql = "SELECT id FROM member WHERE merchant_id = $2 AND (id = $1 OR id = $1 + 1) ORDER BY id"
    async with database.transaction() as session:
        for member_id in (5, 6, 7):
            await add_member(session, member_id)

        assert [row[0] for row in await session.fetch(sql, 5, 1)] == [5, 6]


@pytest.mark.parametrize("wanted", [[1, 3], (1, 3), []])
async def test_a_list_is_one_parameter(database: Database, wanted: list[int]) -> None:
    async with database.transaction() as session:
        for member_id in (1, 2, 3):
            await add_member(session, member_id)
        sql = f"SELECT id FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)} ORDER BY id"

        assert list(wanted) == [row[0] for row in await session.fetch(sql, 1, wanted)]


async def test_a_list_of_texts_is_one_parameter(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session, phone="070")
        sql = f"SELECT phone FROM member WHERE {session.any_of('phone', 1)}"

        assert [row[0] for row in await session.fetch(sql, ["070", '"', "'"])] == ["070"]


async def test_casts_and_row_locks_may_be_written_for_both(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        locked = await session.fetch("SELECT id FROM member WHERE merchant_id = $1 ORDER BY id FOR UPDATE", 1)
        total = await session.fetch_value("SELECT sum(id)::bigint FROM member WHERE merchant_id = $1::bigint", 1)

    assert [row[0] for row in locked] == [1]
    assert (1, int) == (total, type(total))


async def test_attributes_are_json_text_in_and_out(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session, attributes='{"city":"Kyoto"}')

        text = await session.fetch_value("SELECT attributes FROM member")
        city = await session.fetch_value("SELECT attributes ->> 'city' FROM member")

    assert ("Kyoto", str) == (city, type(text))


@pytest.mark.parametrize("count", [0, 1, 7, MANY])
async def test_any_number_of_rows_is_inserted_at_once(database: Database, count: int) -> None:
    async with database.transaction() as session:
        await add_member(session)
        changed = await session.insert("account", (*ACCOUNT, "balance"), [(1, 1, kind, kind) for kind in range(count)])
        found = await session.fetch_value("SELECT count(*) FROM account")

    assert (count, count) == (changed, found)


async def test_an_upsert_replaces_or_adds_as_it_is_told(database: Database) -> None:
    columns = (*DAY, "count", "amount")
    async with database.transaction() as session:
        await add_member(session)
        await session.upsert("daily_total", DAY, columns, [(1, 1, "order", 1, 1, 50)], add=("amount",))
        await session.upsert(
            "daily_total", DAY, columns, [(1, 1, "order", 1, 9, 25), (1, 1, "order", 2, 1, 10)], add=("amount",)
        )
        rows = await session.fetch("SELECT day, count, amount FROM daily_total ORDER BY day")

    assert [tuple(row) for row in rows] == [(1, 9, 75), (2, 1, 10)]


async def test_an_upsert_of_bare_keys_leaves_what_is_there(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        await add(session, "account", balance=5)
        await session.upsert("account", ACCOUNT, ACCOUNT, [(1, 1, 1), (1, 1, 2)])
        rows = await session.fetch("SELECT kind_id, balance FROM account ORDER BY kind_id")

    assert [tuple(row) for row in rows] == [(1, 5), (2, 0)]


async def test_an_update_changes_the_rows_it_names_alone(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        await session.insert("account", (*ACCOUNT, "balance"), [(1, 1, kind, 10) for kind in (1, 2, 3)])
        rows = [(1, 1, 1, 5, 7), (1, 1, 2, None, 8), (1, 1, 404, 1, 1)]
        changed = await session.update("account", ACCOUNT, (*ACCOUNT, "due_at", "balance"), rows, add=("balance",))
        found = await session.fetch("SELECT kind_id, due_at, balance FROM account ORDER BY kind_id")

    assert changed == 2
    assert [tuple(row) for row in found] == [(1, 5, 17), (2, None, 18), (3, None, 10)]


async def test_a_delete_takes_the_rows_it_names_alone(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        await session.insert("account", ACCOUNT, [(1, 1, kind) for kind in (1, 2, 3)])
        changed = await session.delete("account", ACCOUNT, [(1, 1, 1), (1, 1, 3), (1, 1, 404)])
        found = await session.fetch("SELECT kind_id FROM account")

    assert changed == 2
    assert [row[0] for row in found] == [2]


async def test_execute_counts_the_rows_it_changed(database: Database) -> None:
    async with database.transaction() as session:
        for member_id in (1, 2, 3):
            await add_member(session, member_id)

        assert await session.execute("UPDATE member SET name = $1 WHERE id > $2", "Ada", 1) == 2
        assert await session.execute("UPDATE member SET name = $1 WHERE id > $2", "Ada", 99) == 0


async def test_what_was_written_may_be_returned(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        rows = await session.fetch("UPDATE member SET due_at = $1 WHERE id = $2 RETURNING id, due_at", 7, 1)

    assert [tuple(row) for row in rows] == [(1, 7)]


async def test_side_by_side_calls_on_one_session_wait_for_one_another(database: Database) -> None:
    async with database.read() as session:
        answers = await asyncio.gather(*(session.fetch_value("SELECT $1::int + 1", number) for number in range(20)))

    assert list(range(1, 21)) == answers


async def test_a_reading_session_does_not_write(database: Database) -> None:
    async with database.read() as session:
        for write in _writes(session):
            with pytest.raises(SessionClosed, match="only reads"):
                await write()


async def test_a_session_ends_with_its_block(database: Database) -> None:
    async with database.transaction() as session:
        pass

    with pytest.raises(SessionClosed, match="block has ended"):
        await session.fetch("SELECT 1")


async def test_a_table_that_is_not_ours_is_named(database: Database) -> None:
    with pytest.raises(StorageError, match="acount"):
        async with database.transaction() as session:
            await session.insert("acount", ("id",), [(1,)])


async def test_a_column_that_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(StorageError, match="balanse"):
        async with database.transaction() as session:
            await session.insert("account", (*ACCOUNT, "balanse"), [(1, 1, 1, 1)])


async def test_a_statement_that_makes_no_sense_is_shown(database: Database) -> None:
    with pytest.raises(StorageError, match="SELEC 1"):
        async with database.read() as session:
            await session.fetch("SELEC 1")


def _writes(session: Session) -> list[Callable[[], Any]]:
    return [
        lambda: session.execute("DELETE FROM member"),
        lambda: session.insert("account", ACCOUNT, [(1, 1, 1)]),
        lambda: session.insert("account", ACCOUNT, [(1, 1, kind) for kind in range(MANY)]),
        lambda: session.upsert("account", ACCOUNT, ACCOUNT, [(1, 1, 1)]),
        lambda: session.update("account", ACCOUNT, (*ACCOUNT, "balance"), [(1, 1, 1, 1)]),
        lambda: session.delete("account", ACCOUNT, [(1, 1, 1)]),
    ]


async def test_statements_with_long_lists_are_planned_for_them_until_the_transaction_ends(database: Database) -> None:
    async def plans(session: Session) -> str:
        return "auto" if database.dialect == "sqlite" else await session.fetch_value("SHOW plan_cache_mode")

    async with database.transaction() as session:
        await session.expect_many()
        inside = await plans(session)
    async with database.read() as session:
        outside = await plans(session)

    assert "auto" == outside
    assert inside == ("auto" if database.dialect == "sqlite" else "force_custom_plan")


async def test_several_queries_are_answered_side_by_side(database: Database) -> None:
    async with database.transaction() as session:
        for member_id in (3, 1, 2):
            await add_member(session, member_id, name=f"m{member_id}")
        named = (
            f"SELECT name, id, birthday_on FROM member WHERE {session.any_of('id', 2)} AND merchant_id = $1 ORDER BY id"
        )
        found = await session.fetch_all(
            [
                (named, (1, [3, 2])),
                ("SELECT id FROM member WHERE id = $1", (404,)),
                ("SELECT count(*), 1 = 1 FROM member", ()),
            ]
        )
        assert await session.fetch_all([]) == []

    assert [[tuple(row) for row in rows] for rows in found] == [[("m2", 2, None), ("m3", 3, None)], [], [(3, True)]]


@pytest.mark.parametrize("rows", [3, MANY])
async def test_writes_go_out_together_and_in_order_within_a_table(database: Database, rows: int) -> None:
    ids = range(1, rows + 1)
    async with database.transaction() as session:
        await add(session, "merchant")
        members = [(1, id_, 0, 0, 0, 0) for id_ in ids]
        columns = ("merchant_id", "id", "joined_at", "joined_on", "clock_at", "created_at")
        total = ("merchant_id", "member_id", "key", "day", "count")
        await session.write_all(
            [
                Write("member", columns, members),
                Write("daily_total", total, [(1, id_, "order", 0, 1) for id_ in ids]),
                Write("member", ("merchant_id", "id", "name"), [(1, id_, f"m{id_}") for id_ in ids], columns[:2]),
                Write("daily_total", total, [(1, 2, "order", 0, 5)], total[:4], upsert=True, add=("count",)),
                Write("mark", ("merchant_id", "member_id", "rule_id", "key", "event_id"), []),
            ]
        )
        names = await session.fetch("SELECT name FROM member ORDER BY id")
        counts = await session.fetch("SELECT count FROM daily_total ORDER BY member_id")

    assert [row[0] for row in names] == [f"m{id_}" for id_ in ids]
    assert [row[0] for row in counts] == [6 if id_ == 2 else 1 for id_ in ids]


async def test_writes_together_are_refused_where_one_may_not_be_there(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session, 1)
        names = Write("member", ("merchant_id", "id", "name"), [(1, 1, "Ada")], ("merchant_id", "id"))
        mark = ("merchant_id", "member_id", "rule_id", "key", "event_id")
        with pytest.raises(UniqueViolation):
            async with session.savepoint():
                await session.write_all([names, Write("mark", mark, [(1, 1, 7, "gift", 1), (1, 1, 7, "gift", 2)])])

        assert await session.fetch_value("SELECT name FROM member WHERE id = 1") is None
