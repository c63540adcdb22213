"""Bringing a database up to date, all or nothing, one process at a time."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor

from headless.errors import IntegrityViolation, StorageError, UniqueViolation
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.database import APP, Database

PACKAGES: Mapping[str, str] = MappingProxyType({"models": "headless.models.migrations"})
LOCK_TABLE = "CREATE TABLE IF NOT EXISTS migration_lock (name TEXT PRIMARY KEY)"
LOCK_ROW = "INSERT INTO migration_lock (name) VALUES ('migrate') ON CONFLICT (name) DO NOTHING"
LOCK = "SELECT name FROM migration_lock WHERE name = 'migrate' FOR UPDATE"


async def migrate(database: Database, packages: Mapping[str, str] = PACKAGES) -> None:
    """Run every migration that was not run yet. packages: the modules of migrations, by app.

    Two processes that start at once wait for one another. If a step fails nothing of this call remains.
    IntegrityViolation if the rows do not fit together afterwards.
    """
    if database.dialect == "sqlite":
        # SQLite re-makes a table to change it; with foreign keys on, dropping the old one would delete its children.
        joint = "&" if "?" in database.url else "?"
        async with (
            Database.open(f"{database.url}{joint}foreign_keys=OFF") as unchecked,
            unchecked.transaction() as session,
        ):
            await _run(packages)
            await _check_references(session)
        return
    await make_lock(database)
    async with database.transaction() as session:
        await session.fetch(LOCK)
        await _run(packages)


async def _run(packages: Mapping[str, str]) -> None:
    apps: dict[str, dict[str, Any]] = {label: {**APP, "migrations": module} for label, module in packages.items()}
    executor = MigrationExecutor(get_connection("default"), apps)
    # Its first look into a table that is not there yet would abort a PostgreSQL transaction.
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
    await executor.migrate()


async def make_lock(database: Database) -> None:
    """Make the row that migrating processes lock."""
    # IF NOT EXISTS does not look for a table that another process is just making: then it is there, try again.
    for attempt in (1, 2):
        try:
            async with database.transaction() as session:
                await session.execute(LOCK_TABLE)
                await session.execute(LOCK_ROW)
            return
        except (UniqueViolation, StorageError):
            if attempt == 2:
                raise


async def _check_references(session: Session) -> None:
    broken = await session.fetch("PRAGMA foreign_key_check")
    if broken:
        table = broken[0]["table"]
        raise IntegrityViolation(
            Message(
                "{count} rows of {table} and others point nowhere: nothing was changed", count=len(broken), table=table
            )
        )
