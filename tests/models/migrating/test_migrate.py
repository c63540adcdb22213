"""Migrations run once, all or nothing, however many processes start them, and lose no row."""

import asyncio
import json
import sys
from collections.abc import Mapping
from functools import partialmethod
from importlib import import_module
from pathlib import Path

import pytest
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from headless.errors import IntegrityViolation
from headless.ids import Prefix, encode
from headless.models import migrations
from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.database.database import Database
from headless.models.migrating.folding import fold_members
from headless.models.migrating.member_refs import name_by_id
from headless.models.migrating.migrate import PACKAGES, migrate
from headless.models.migrating.respelling import Spelled, respell
from headless.models.tables.catalogue import TABLES
from headless.services.kernel.scopes import SCOPES
from tests.models.inspect import tables
from tests.models.rows import DEFAULTS, add

MIGRATIONS = Path(migrations.__file__ or "").parent
ALL = sorted(path.stem for path in MIGRATIONS.glob("0*.py"))
TRIAL = {**PACKAGES, "trial": "tests.models.migrating.trial_migrations"}
BROKEN = {**PACKAGES, "broken": "tests.models.migrating.broken_migrations"}
MIGRATE = """
import asyncio, sys
from headless.models.database.database import Database
from headless.models.migrating.member_refs import name_by_id
from headless.models.migrating.migrate import migrate

async def main():
    async with Database.open(sys.argv[1]) as database:
        await migrate(database)

asyncio.run(main())
"""


async def test_an_empty_database_gets_every_table(empty_database_url: str) -> None:
    async with Database.open(empty_database_url) as database:
        await migrate(database)

        async with database.read() as session:
            assert set(TABLES) == set(await tables(session))


async def test_migrating_again_changes_nothing(database: Database) -> None:
    async with database.read() as session:
        before = await tables(session)

    await migrate(database)

    async with database.read() as session:
        assert before == await tables(session)
        assert await _applied(session) == ALL


async def test_processes_that_migrate_at_once_wait_for_one_another(empty_database_url: str) -> None:
    codes = await asyncio.gather(*(_migrate_elsewhere(empty_database_url) for _ in range(3)))

    assert codes == [0, 0, 0]
    async with Database.open(empty_database_url) as database, database.read() as session:
        assert await _applied(session) == ALL
        assert set(TABLES) == set(await tables(session))


async def test_migrating_a_populated_database_loses_nothing(empty_database_url: str) -> None:
    async with Database.open(empty_database_url) as database:
        await migrate(database)
        await _populate(database)
        async with database.read() as session:
            rows, shape = await _rows(session), await tables(session)

        await migrate(database, TRIAL)

        async with database.read() as session:
            assert rows == await _rows(session)
            after = await tables(session)
            assert "nickname" in after["member"].columns
            assert shape["member"].unique == after["member"].unique
            assert shape["member"].indexes == after["member"].indexes
            assert {**shape, "member": None} == {**after, "member": None}


async def test_references_hold_again_after_a_migration(empty_database_url: str) -> None:
    async with Database.open(empty_database_url) as database:
        await migrate(database, TRIAL)
        await _populate(database)

        for sql in (
            "UPDATE account SET member_id = 404",
            "DELETE FROM member WHERE id = 1",
            "UPDATE member SET nickname = 'twenty letters and so'",
        ):
            with pytest.raises(IntegrityViolation):
                async with database.transaction() as session:
                    await session.execute(sql)


async def test_a_migration_that_fails_halfway_leaves_nothing(empty_database_url: str) -> None:
    async with Database.open(empty_database_url) as database:
        await migrate(database)
        await _populate(database)

        with pytest.raises(Exception, match="nowhere"):
            await migrate(database, BROKEN)

        async with database.read() as session:
            assert set(TABLES) == set(await tables(session))
            assert await _applied(session) == ALL
            assert None is await session.fetch_value("SELECT name FROM member")
        await migrate(database, TRIAL)


async def test_each_person_counts_by_the_first_referral(empty_database_url: str) -> None:
    async with Database.open(empty_database_url) as database:
        await migrate(database)
        async with database.transaction() as session:
            await add(session, "merchant")
            await add(session, "member")
            for id_, status, data in ((5, 2, "mem_a"), (6, 0, "mem_a"), (7, 0, "mem_a"), (8, 0, "mem_b")):
                row = {"id": id_, "type": "referral.joined", "external_id": f"r{id_}", "status": status}
                await add(session, "event", **row, subject=None, data=f'{{"referred": "{data}"}}')
            sql = MIGRATIONS / "sql" / f"0010_one_referral_a_person.{session.dialect}.sql"
            await session.execute(sql.read_text(encoding="utf-8").strip().removesuffix(";"))

        async with database.read() as session:
            rows = await session.fetch("SELECT id, subject FROM event ORDER BY id")
            assert [(5, None), (6, "mem_a"), (7, None), (8, "mem_b")] == [tuple(row) for row in rows]


async def test_tokens_that_could_do_everything_still_can(empty_database_url: str) -> None:
    """What is new needs new scopes: who had all of them gets these as well, and nobody else."""
    new = {"tokens:admin", "audit:read", "webhooks:read", "webhooks:manage", "partners:read", "partners:manage"}
    almost = sorted(set(SCOPES) - new - {"plugins:manage"})
    async with Database.open(empty_database_url) as database:
        await migrate(database)
        async with database.transaction() as session:
            await add(session, "merchant")
            for id_, scopes in ((1, sorted(set(SCOPES) - new)), (2, almost), (3, ["tokens:manage", "assets:write"])):
                await add(session, "token", id=id_, hash=f"h{id_}", scopes=json.dumps(scopes))
            for name in ("0024_lines_of_tokens", "0025_audit", "0027_webhooks", "0028_partners"):
                text = (MIGRATIONS / "sql" / f"{name}.{session.dialect}.sql").read_text(encoding="utf-8")
                for statement in text.split(";"):
                    if statement.strip().startswith("UPDATE token"):
                        await session.execute(statement)

        async with database.read() as session:
            rows = await session.fetch("SELECT scopes FROM token ORDER BY id")
            assert [sorted(SCOPES), almost, ["tokens:manage", "assets:write"]] == [
                json.loads(row["scopes"]) for row in rows
            ]


async def test_events_of_guests_say_under_which_key_they_wait(empty_database_url: str) -> None:
    async with Database.open(empty_database_url) as database:
        await migrate(database)
        async with database.transaction() as session:
            await add(session, "merchant", claim_key="the mark")
            await add(session, "guest_event", key_mark=None)
            sql = MIGRATIONS / "sql" / f"0029_keys_of_guests.{session.dialect}.sql"
            await session.execute(sql.read_text(encoding="utf-8").split(";")[1])
            assert "the mark" == await session.fetch_value("SELECT key_mark FROM guest_event")


async def test_keys_that_were_stored_as_sent_are_found_by_their_one_spelling(database: Database) -> None:
    async with database.transaction() as session:
        for table in ("merchant", "member"):
            await add(session, table)
        for number, external_id in enumerate(("\u200b1001 ", "1002", "1002\u00a0", "Cafe\u0301"), 1):
            await add(session, "event", id=number, external_id=external_id, subject=external_id)
        await add(session, "event", id=5, type="order.refunded", external_id="r1", refers=" 1001")
        await add(session, "hold", order_ref="1001 ")
        await add(session, "tag", code=" vip", document='{"code": " vip"}')
        await add(session, "tag", code=" vip", version=2, document='{"code": " vip"}')
        await add(session, "daily_total", key="asset:points ")
        await add(session, "daily_total", key="order:category=tea ")

    async with database.transaction() as session:
        for keys in _columns_of("0011_one_spelling"):
            await respell(get_connection("default"), keys)

        stored = await session.fetch("SELECT external_id, subject, refers FROM event ORDER BY id")
        codes = await session.fetch("SELECT code FROM tag")
        totals = await session.fetch("SELECT key FROM daily_total ORDER BY key")
        order_ref = await session.fetch_value("SELECT order_ref FROM hold")

    # The number that is taken keeps the form in which it came.
    assert ["1001", "1002", "1002\u00a0", "Caf\u00e9", "r1"] == [row[0] for row in stored]
    assert ["1001", "1002", "1002\u00a0", "Caf\u00e9", None] == [row[1] for row in stored]
    assert ("1001", "1001") == (stored[4][2], order_ref)
    assert ["vip", "vip"] == [row[0] for row in codes]
    assert ["asset:points", "order:category=tea "] == [row[0] for row in totals]


async def test_refunds_that_had_failed_are_kept_as_failed(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Database.open(empty_database_url) as database:
        with monkeypatch.context() as earlier:
            last = [MigrationTarget("models", "0012_search_in_every_alphabet")]
            earlier.setattr(MigrationExecutor, "migrate", partialmethod(MigrationExecutor.migrate, last))
            await migrate(database)
        async with database.transaction() as session:
            for table in ("merchant", "member"):
                await add(session, table)
            for id_, type_, status in ((1, "order.paid", 0), (2, "order.refunded", 2), (3, "checkin", 2)):
                await add(session, "event", id=id_, type=type_, external_id=f"e{id_}", status=status)
            await add(session, "entry", event_id=1)

        await migrate(database)

        async with database.transaction() as session:
            rows = await session.fetch("SELECT id, status FROM event ORDER BY id")
            problems = await session.fetch("SELECT event_id, problem FROM event_problem")
            assert 1 == await session.fetch_value("SELECT count(*) FROM entry")
            assert [(1, 0), (2, 3), (3, 2)] == [tuple(row) for row in rows]
            assert [(2, "REASON_UNKNOWN")] == [(row[0], json.loads(row[1])["code"]) for row in problems]
            await add(session, "event", id=4, type="order.refunded", external_id="e2", status=0)
        with pytest.raises(IntegrityViolation):
            async with database.transaction() as session:
                await add(session, "event", id=5, external_id="e5", status=4)


async def test_members_are_searched_by_what_was_stored_before(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        for number, name in enumerate(("\u0418\u0432\u0430\u043d", "ada", None), 1):
            await add(session, "member", id=number, name=name, email=f"A{number}@x.org")
        await fold_members(get_connection("default"))
        rows = await session.fetch("SELECT name_folded, email_folded, number_folded FROM member ORDER BY id")

    assert [("\u0438\u0432\u0430\u043d", "a1@x.org", None), (None, "a2@x.org", None), (None, "a3@x.org", None)] == [
        tuple(row) for row in rows
    ]


async def test_failed_events_name_members_by_their_ids(database: Database) -> None:
    sent = {
        "friend": {"phone": "+44 20 7946-0958"}, "aunt": {"email": " Ann@x.org"},
        "other": {"number": "none"}, "shop": {"id": "9"},
    }  # fmt: skip
    async with database.transaction() as session:
        await add(session, "merchant")
        await add(session, "member", id=5, phone="+442079460958", email="ann@x.org")
        await add(session, "member", id=6, number="2", merged_into=5, phone=None, email=None)
        for id_, status, data in (
            (1, 3, sent),
            (2, 3, {"friend": {"number": "2"}}),
            (3, 0, {"venue": {"number": "2"}}),
        ):
            await add(session, "event", id=id_, member_id=5, status=status, external_id=str(id_), data=compact(data))
        await name_by_id(get_connection("default"))
        rows = await session.fetch("SELECT data FROM event ORDER BY id")

    ann = encode(Prefix.MEMBER, 5)
    assert [{**sent, "friend": ann, "aunt": ann}, {"friend": ann}, {"venue": {"number": "2"}}] == [
        json.loads(row["data"]) for row in rows
    ]


def _columns_of(name: str) -> tuple[Spelled, ...]:
    (operation,) = import_module(f"headless.models.migrations.{name}").Migration.operations
    columns: tuple[Spelled, ...] = operation.columns
    return columns


async def _populate(database: Database) -> None:
    async with database.transaction() as session:
        for table in TABLES:
            await add(session, table)


async def _rows(session: Session) -> Mapping[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row) for row in await session.fetch(f"SELECT {', '.join(row)} FROM {table}")]
        for table, row in DEFAULTS.items()
    }


async def _applied(session: Session) -> list[str]:
    return [row[0] for row in await session.fetch("SELECT name FROM tortoise_migrations ORDER BY id")]


async def _migrate_elsewhere(url: str) -> int:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", MIGRATE, url)
    return await process.wait()
