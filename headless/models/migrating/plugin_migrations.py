"""Migrations of plugins' own tables: SQL up and down, each in a transaction. The way down is kept with what went up."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tortoise.connection import get_connection

from headless.errors import HeadlessError, StorageError
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.database import Database
from headless.models.migrating.migrate import LOCK, make_lock

ERROR_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One migration in the SQL of one dialect. `down` undoes `up`. None: it cannot be undone."""

    name: str
    up: str
    down: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A table that must be there after a plugin's last step, with the columns that keep tenants and members apart."""

    table: str
    columns: tuple[str, ...]


class MigrationFailed(HeadlessError):
    """A plugin's migration failed. Nothing of that step remains."""

    default_code = "MIGRATION_FAILED"


async def is_applied(database: Database, plugin: str, steps: Sequence[Step]) -> bool:
    """Return True if every step was run."""
    async with database.read() as session:
        return {step.name for step in steps} <= await _done(session, plugin)


async def migrate_plugin(
    database: Database, plugin: str, steps: Sequence[Step], expected: Sequence[Expected], now: int
) -> int:
    """Run the steps that were not run yet, in order, and return their number. Raise MigrationFailed if one fails."""
    count = 0
    for number, step in enumerate(steps):
        try:
            async with _changing(database) as session:
                if step.name in await _done(session, plugin):
                    continue
                await _run(step.up)
                if number == len(steps) - 1:
                    await _check(session, expected)
                await _note(session, plugin, step.name, step.down, None, now)
                count += 1
        except Exception as fault:
            text = f"{type(fault).__name__}: {fault}"[:ERROR_CHARACTERS]
            async with database.transaction() as session:
                await _note(session, plugin, step.name, None, text, None)
            raise MigrationFailed(
                Message(
                    "the migration {step} of the plugin {plugin} failed: {text}",
                    step=step.name,
                    plugin=plugin,
                    text=text,
                )
            ) from fault
    return count


async def unmigrate_plugin(database: Database, plugin: str) -> int:
    """Undo every step of a plugin, newest first, so that its tables are gone. Raise MigrationFailed if one has no way back."""
    async with _changing(database) as session:
        sql = "SELECT name, down FROM plugin_migration WHERE plugin = $1 AND applied_at IS NOT NULL ORDER BY name DESC"
        rows = await session.fetch(sql, plugin)
        for row in rows:
            if row["down"] is None:
                message = Message(
                    "the migration {name} of the plugin {plugin} has no way back: drop its tables",
                    name=row["name"],
                    plugin=plugin,
                )
                raise MigrationFailed(message)
            await _run(row["down"])
        await session.execute("DELETE FROM plugin_migration WHERE plugin = $1", plugin)
        return len(rows)


async def plugin_errors(session: Session) -> Mapping[str, str]:
    """Return why plugins' newest migrations failed, by plugin."""
    rows = await session.fetch(
        "SELECT plugin, name, error FROM plugin_migration WHERE applied_at IS NULL ORDER BY name"
    )
    return {row["plugin"]: f"the migration {row['name']} failed: {row['error']}" for row in rows}


async def plugins_with_tables(session: Session) -> frozenset[str]:
    """Return the plugins that have tables here, installed or not."""
    rows = await session.fetch("SELECT DISTINCT plugin FROM plugin_migration")
    return frozenset(row["plugin"] for row in rows)


@asynccontextmanager
async def _changing(database: Database) -> AsyncIterator[Session]:
    """Open a transaction in which no other process migrates.

    On SQLite it has no foreign keys: re-making a table would follow them.
    """
    if database.dialect == "sqlite":
        joint = "&" if "?" in database.url else "?"
        async with (
            Database.open(f"{database.url}{joint}foreign_keys=OFF") as unchecked,
            unchecked.transaction() as session,
        ):
            yield session
        return
    await make_lock(database)
    async with database.transaction() as session:
        await session.fetch(LOCK)
        yield session


async def _run(script: str) -> None:
    await get_connection("default").execute_script(script)


async def _done(session: Session, plugin: str) -> set[str]:
    sql = "SELECT name FROM plugin_migration WHERE plugin = $1 AND applied_at IS NOT NULL"
    return {row["name"] for row in await session.fetch(sql, plugin)}


async def _check(session: Session, expected: Sequence[Expected]) -> None:
    for table in expected:
        columns = ", ".join(table.columns)
        try:
            await session.fetch(f"SELECT {columns} FROM {table.table} LIMIT 1")
        except HeadlessError as fault:
            raise StorageError(
                Message(
                    "the table {table} with the columns {columns} is not there: {fault}",
                    table=table.table,
                    columns=columns,
                    fault=fault,
                )
            ) from fault


async def _note(
    session: Session, plugin: str, name: str, down: str | None, error: str | None, applied_at: int | None
) -> None:
    sql = """INSERT INTO plugin_migration (plugin, name, down, error, applied_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (plugin, name) DO UPDATE SET down = excluded.down, error = excluded.error, applied_at = excluded.applied_at"""
    await session.execute(sql, plugin, name, down, error, applied_at)
