"""Tortoise's SQLite backend, with write transactions that begin at once and never leak what they took.

A deferred transaction that reads and then writes fails as soon as another process writes in between; BEGIN IMMEDIATE
waits its turn instead.
"""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from tortoise.backends.base.client import NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.connection import get_connections

from headless.errors import StorageBusy, StorageError
from headless.messages import Message
from headless.models.database.sqlite_functions import add_functions
from headless.models.database.sqlite_session import SqliteSession, translated

LOCK_WAIT_S = 30
TRIES_PER_S = 20
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
        await _acquire(self._client._lock)
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
    """The connection that writes, and one that only reads: in WAL mode neither waits for the other."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **options})
        self._reader: SqliteClient | None = None

    async def connect(self) -> None:
        """Open the file. Raise StorageError if that is not possible."""
        try:
            _make_private(self.filename)
            await _journalled(self.filename, self.pragmas["journal_mode"])
            await self.create_connection(with_db=True)
            reader = SqliteClient(self.filename, connection_name=self.connection_name, **self.pragmas, query_only="ON")
            await reader.create_connection(with_db=True)
            for client in (self, reader):
                assert client._connection is not None
                await add_functions(client._connection)
        except sqlite3.Error as error:
            raise StorageError(
                Message(
                    "cannot open {filename}: {error}; check HEADLESS_DATABASE_URL", filename=self.filename, error=error
                )
            ) from error
        self._reader = reader

    async def close(self) -> None:
        """Close both connections."""
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
        await super().close()

    def glancing(self) -> "Glance":
        """Open a session on the connection that only reads, unknown to models."""
        return Glance(self._reads()[1])

    def _reads(self) -> tuple[SqliteClient, aiosqlite.Connection]:
        reader = self._reader
        if reader is None or reader._connection is None:
            raise StorageError(CLOSED)
        return reader, reader._connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqliteSession]:
        """Open a session on the connection that only reads. Many may be open side by side."""
        reader, connection = self._reads()
        token = get_connections().set(self.connection_name, reader)
        try:
            yield SqliteSession(connection, writes=False)
        finally:
            get_connections().reset(token)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqliteSession]:
        """Open a session in a transaction of its own."""
        if self._reader is None:
            raise StorageError(CLOSED)
        async with ImmediateTransaction(self) as transaction:
            yield SqliteSession(transaction._connection, writes=True)

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransaction(self)


class Glance:
    """A block with a session that only reads. Each page needs one, so it is no generator."""

    __slots__ = ("_session",)

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._session = SqliteSession(connection, writes=False)

    async def __aenter__(self) -> SqliteSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        self._session.close()


client_class = Client


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
