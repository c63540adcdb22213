"""A session on SQLite: every call is one hop to the connection's thread."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from tortoise.exceptions import OperationalError

from headless.config import Dialect
from headless.errors import IntegrityViolation, StorageBusy, StorageDown, StorageError, UniqueViolation
from headless.messages import Message
from headless.models.base.session import Query, Record, RowValues, Session, Write
from headless.models.database import statements
from headless.models.database.sqlite_lines import Line

T = TypeVar("T")

UNIQUE_CODES = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}
BUSY_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
DOWN_CODES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


class SqliteSession(Session):
    """Statements on one SQLite connection. They end with their caller."""

    dialect: ClassVar[Dialect] = "sqlite"

    def __init__(self, line: Line, *, writes: bool) -> None:
        super().__init__(writes=writes)
        self._line = line

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        """Return all rows of the answer."""
        self._check(writes=False)
        return await self._run(_fetch, statements.for_sqlite(sql), _plain(args))

    async def fetch_all(self, queries: Sequence[Query]) -> list[list[Record]]:
        """Return the answers of several queries in one hop."""
        self._check(writes=False)
        if not queries:
            return []
        plain = [(statements.for_sqlite(sql), _plain(args)) for sql, args in queries]
        return await self._run(_fetch_all, plain[0][0], plain)

    async def execute(self, sql: str, *args: Any) -> int:
        """Run one statement, and return the number of rows it changed."""
        self._check(writes=True)
        return await self._run(_execute, statements.for_sqlite(sql), _plain(args))

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[RowValues]) -> int:
        """Add rows. Raise UniqueViolation or IntegrityViolation if one may not be there."""
        return await self._many(statements.insert_values(table, tuple(columns)), rows)

    async def upsert(
        self,
        table: str,
        keys: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[RowValues],
        add: Iterable[str] = (),
    ) -> int:
        """Add rows, or if the key exists replace the other columns, adding to those in `add`."""
        return await self._many(statements.upsert_values(table, tuple(keys), tuple(columns), tuple(add)), rows)

    async def update(
        self,
        table: str,
        keys: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[RowValues],
        add: Iterable[str] = (),
    ) -> int:
        """Change the rows with these keys, adding to the columns in `add`, and return the number of rows found."""
        return await self._many(statements.update_values(table, tuple(keys), tuple(columns), tuple(add)), rows)

    async def delete(self, table: str, keys: Sequence[str], rows: Sequence[RowValues]) -> int:
        """Delete the rows with these keys, and return the number of rows found."""
        return await self._many(statements.delete_values(table, tuple(keys)), rows)

    async def write_all(self, writes: Sequence[Write]) -> None:
        """Carry out writes in one hop."""
        self._check(writes=True)
        changes = [(_change(write), write.rows) for write in writes if write.rows]
        if changes:
            await self._run(_execute_all, "; ".join(sql for sql, _ in changes), changes)

    async def expect_many(self) -> None:
        """Skip: SQLite looks lists up as tables."""

    def any_of(self, column: str, position: int) -> str:
        """Return the condition that the column is in the list given as parameter `position`."""
        return f"{column} IN (SELECT value FROM json_each(${position}))"

    def _translated(self, error: Exception) -> StorageError | None:
        cause = error.args[0] if isinstance(error, OperationalError) and error.args else error
        return translated(cause, "a statement of the ORM") if isinstance(cause, sqlite3.Error) else None

    async def _many(self, sql: str, rows: Sequence[RowValues]) -> int:
        self._check(writes=True)
        return await self._run(_execute_many, sql, rows) if rows else 0

    async def _run(self, work: Callable[..., T], sql: str, values: Any) -> T:
        try:
            return await self._line.run(work, sql, values)
        except sqlite3.Error as error:
            raise translated(error, sql) from error


def _change(write: Write) -> str:
    if not write.keys:
        return statements.insert_values(write.table, write.columns)
    change = statements.upsert_values if write.upsert else statements.update_values
    return change(write.table, write.keys, write.columns, write.add)


def _fetch_all(connection: sqlite3.Connection, _: str, queries: Sequence[Query]) -> list[list[Any]]:
    return [connection.execute(sql, values).fetchall() for sql, values in queries]


def _execute_all(connection: sqlite3.Connection, _: str, changes: Sequence[tuple[str, Sequence[RowValues]]]) -> None:
    for sql, rows in changes:
        connection.executemany(sql, rows)


def _fetch(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[Any]:
    return connection.execute(sql, values).fetchall()


def _execute(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> int:
    cursor = connection.execute(sql, values)
    cursor.fetchall()
    return max(0, cursor.rowcount)


def _execute_many(connection: sqlite3.Connection, sql: str, rows: Sequence[RowValues]) -> int:
    return max(0, connection.executemany(sql, rows).rowcount)


def _plain(args: Sequence[Any]) -> Sequence[Any]:
    return [json.dumps(list(value)) if isinstance(value, (list, tuple, set, frozenset)) else value for value in args]


def translated(error: sqlite3.Error, sql: str) -> StorageError:
    """Return our error for one of the driver's."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    text = Message("{error} in: {sql}", error=error, sql=sql[:200])
    data = {"sql": sql[:200]}
    if isinstance(error, sqlite3.IntegrityError):
        return UniqueViolation(text, data=data) if code in UNIQUE_CODES else IntegrityViolation(text, data=data)
    # the low byte is the primary code; the rest says which kind of busy it was
    primary = code & 0xFF
    kind = StorageBusy if primary in BUSY_CODES else StorageDown if primary in DOWN_CODES else StorageError
    return kind(text, data=data)
