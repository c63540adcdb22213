"""Tortoise's SQLite backend, with write transactions that begin at once and never leak what they took.

A deferred transaction that reads and then writes fails as soon as another process writes in between; BEGIN IMMEDIATE
waits its turn instead.
"""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiosqlite
from tortoise.backends.base.client import NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.connection import get_connections

from headless.errors import StorageBusy, StorageError
from headless.messages import Message
from headless.models.database.sqlite_functions import add_functions
from headless.models.database.sqlite_lines import Line
from headless.models.database.sqlite_session import SqliteSession, translated

if TYPE_CHECKING:
    from headless.tracing.spans import Tracing

LOCK_WAIT_S = 30
TRIES_PER_S = 20
READERS = 3
"""So many long queries may run without anyone waiting. The first connection, with the most memory, is used if it is free."""
FURTHER = {"cache_size": -8_000}
CLOSED = Message("the database is closed: use it inside Database.open()")
PRAGMAS = {
    "journal_mode": "WAL",
    "journal_size_limit": 64 << 20,
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": 10_000,
    "cache_size": -32_000,
    "temp_store": "MEMORY",
}


class Transaction(SqliteTransactionWrapper):
    """The connection as models see it inside a transaction."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))

    async def begin(self) -> None:
        """Take the database's write lock. Raise StorageBusy if another process keeps it for too long."""
        try:
            await _run(self._connection, _begin)
        except sqlite3.Error as error:
            raise translated(error, "BEGIN IMMEDIATE") from error
        except asyncio.CancelledError:
            # BEGIN may yet succeed in the connection's thread; what is queued behind it undoes it.
            self._connection._tx.put_nowait((None, self._connection._conn.rollback))
            raise

    async def commit(self) -> None:
        """Commit the transaction, or undo it if that fails."""
        self._finalized = True
        try:
            await _run(self._connection, _commit)
        except sqlite3.Error as error:
            raise translated(error, "COMMIT") from error

    async def rollback(self) -> None:
        """Undo it. Cancelling the wait does not stop it: it is in the thread's queue before the next BEGIN."""
        self._finalized = True
        await _run(self._connection, sqlite3.Connection.rollback)

    async def execute_script(self, query: str) -> None:
        """Run statements one by one: sqlite3's own executescript commits what went before."""
        for statement in statements_of(query):
            await _run(self._connection, sqlite3.Connection.execute, statement)


class ImmediateTransaction(TransactionContext):
    """A write transaction. There is one at a time in this process, and it waits for those of other processes."""

    def __init__(self, client: "Client") -> None:
        self._client = client

    async def __aenter__(self) -> Transaction:
        self._client.queued += 1
        try:
            await _acquire(self._client._lock)
        finally:
            self._client.queued -= 1
        try:
            self._transaction = Transaction(self._client)
            await self._transaction.begin()
        except BaseException:
            self._client._lock.release()
            raise
        self._token = get_connections().set(self._client.connection_name, self._transaction)
        return self._transaction

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if not self._transaction._finalized:
                await (self._transaction.commit() if kind is None else self._transaction.rollback())
        finally:
            get_connections().reset(self._token)
            self._client._lock.release()


class Client(SqliteClient):
    """The connection that writes, and some that only read: in WAL mode none of them waits for another."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **options})
        self._readers: list[tuple[SqliteClient, Line]] = []
        self._writer: Line | None = None
        self.tracing: Tracing | None = None
        self.queued = 0

    async def connect(self) -> None:
        """Open the file. Raise StorageError if that is not possible."""
        try:
            _make_private(self.filename)
            await _journalled(self.filename, self.pragmas["journal_mode"])
            await self.create_connection(with_db=True)
            self._writer = await _line(self, self.tracing)
            for number in range(READERS):
                pragmas = self.pragmas if number == 0 else {**self.pragmas, **FURTHER}
                reader = SqliteClient(self.filename, connection_name=self.connection_name, **pragmas, query_only="ON")
                await reader.create_connection(with_db=True)
                self._readers.append((reader, await _line(reader, self.tracing)))
        except sqlite3.Error as error:
            raise StorageError(
                Message(
                    "cannot open {filename}: {error}; check HEADLESS_DATABASE_URL", filename=self.filename, error=error
                )
            ) from error

    async def close(self) -> None:
        """Close all connections."""
        while self._readers:
            reader, _ = self._readers.pop()
            await reader.close()
        self._writer = None
        await super().close()

    async def probe(self, statements: Sequence[str]) -> None:
        """Ask statements on a connection of their own. Raise StorageError if one is refused."""
        try:
            await asyncio.to_thread(_probe, self.filename, statements)
        except sqlite3.Error as error:
            raise translated(error, "a probe") from error

    def glancing(self) -> "Glance":
        """Open a session on a connection that only reads, unknown to models."""
        return Glance(self._reads()[1])

    def usage(self) -> tuple[int, int, int]:
        """Return how many connections are open, how many of them are busy, and how many calls wait for one."""
        calls = [line.waiting for _, line in self._readers if line.waiting]
        open_ = len(self._readers) + (self._writer is not None)
        return open_, len(calls) + self._lock.locked(), sum(calls) - len(calls) + self.queued

    def _reads(self) -> tuple[SqliteClient, Line]:
        """Return the first connection, or while a long call holds it, that with the fewest calls."""
        if not self._readers:
            raise StorageError(CLOSED)
        first = self._readers[0]
        return min(self._readers, key=_waiting) if first[1].is_held else first

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqliteSession]:
        """Open a session on a connection that only reads. Many may be open side by side."""
        reader, line = self._reads()
        token = get_connections().set(self.connection_name, reader)
        try:
            yield SqliteSession(line, writes=False)
        finally:
            get_connections().reset(token)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqliteSession]:
        """Open a session in a transaction of its own."""
        if self._writer is None:
            raise StorageError(CLOSED)
        async with ImmediateTransaction(self):
            yield SqliteSession(self._writer, writes=True)

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransaction(self)


class Glance:
    """A block with a session that only reads. Each page needs one, so it is no generator."""

    __slots__ = ("_session",)

    def __init__(self, line: Line) -> None:
        self._session = SqliteSession(line, writes=False)

    async def __aenter__(self) -> SqliteSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        self._session.close()


client_class = Client


async def _line(client: SqliteClient, tracing: "Tracing | None") -> Line:
    assert client._connection is not None
    await add_functions(client._connection)
    if tracing is not None:
        from headless.models.database.traces.sqlite import trace

        trace(client._connection, tracing)
    return Line(client._connection)


def _waiting(reader: tuple[SqliteClient, Line]) -> int:
    return reader[1].waiting


def _probe(filename: str, statements: Sequence[str]) -> None:
    with closing(sqlite3.connect(f"{Path(filename).absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
        for sql in statements:
            connection.execute(sql).fetchall()


def statements_of(script: str) -> Iterator[str]:
    """Yield the statements of a script. A semicolon inside a trigger or a text does not end one."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n\t"):
                yield statement.strip()
            statement = ""


def _make_private(filename: str) -> None:
    """Create the file so that its owner alone may read it. SQLite gives the files next to it the same mode."""
    # what stands in the way of creating it, SQLite says in its own words
    with contextlib.suppress(OSError):
        os.close(os.open(filename, os.O_CREAT | os.O_EXCL, 0o600))


async def _journalled(filename: str, mode: object) -> None:
    """Let the file keep its journal so, before anything else is asked of it.

    If several processes open a fresh file at once, SQLite tells all but one that it is locked, however long they would
    wait; and aiosqlite leaves a thread behind when it cannot open a file.
    """
    for attempt in range(LOCK_WAIT_S * TRIES_PER_S):
        if attempt:
            await asyncio.sleep(1 / TRIES_PER_S)
        connection = sqlite3.connect(filename, timeout=1 / TRIES_PER_S)
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        else:
            return
        finally:
            connection.close()


async def _acquire(lock: asyncio.Lock) -> None:
    try:
        async with asyncio.timeout(LOCK_WAIT_S):
            await lock.acquire()
    except TimeoutError as error:
        message = Message(
            "another transaction of this process kept the database for {lock_wait_s} seconds: try again",
            lock_wait_s=LOCK_WAIT_S,
        )
        raise StorageBusy(message) from error


async def _run(connection: aiosqlite.Connection, work: Callable[..., object], *args: object) -> None:
    await connection._execute(work, connection._conn, *args)  # type: ignore[no-untyped-call]


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _commit(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
