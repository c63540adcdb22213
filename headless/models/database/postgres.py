"""Tortoise's asyncpg backend, with a pool that skips the reset query and transactions that never leak a connection."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg import connect_utils
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import NestedTransactionContext, TransactionContext
from tortoise.connection import get_connections

from headless.errors import StorageBusy, StorageDown, StorageError
from headless.messages import Message
from headless.models.base.session import APPLICATION
from headless.models.database.postgres_session import FAULTS, PostgresSession, translated

if TYPE_CHECKING:
    from headless.tracing.spans import Tracing

POOL_WAIT_S = 30
CLOSE_WAIT_S = 10
CANCEL_WAIT_S = 2
"""How long a cancelled statement may take to end. A request to cancel that comes before the statement ends nothing."""
STATEMENTS_CACHED = 1_024
PROBE = f"{APPLICATION} probe"


class Connection(asyncpg.Connection):
    """A pooled connection. We set nothing for a session's length, so there is nothing to reset."""

    def get_reset_query(self) -> str:
        """Return no query: it would cost a round trip each time a connection goes back."""
        return ""

    def canceller(self) -> Callable[[], Awaitable[None]]:
        """Return what asks the server to end what it does for this connection, even after it was closed here."""
        protocol = self._protocol
        return partial(
            connect_utils._cancel, loop=self._loop, addr=self._addr, params=self._params,
            backend_pid=protocol.backend_pid, backend_secret=protocol.backend_secret,
        )  # fmt: skip


class Transaction(TransactionWrapper):
    """One pooled connection, as models see it inside a block."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))


class Block(TransactionContext):
    """A connection for the length of a block, in a transaction if it writes."""

    def __init__(self, client: "Client", *, writes: bool) -> None:
        self._client = client
        self._writes = writes

    async def __aenter__(self) -> Transaction:
        self._transaction = Transaction(self._client)
        self._transaction._connection = await self._client.acquire()
        try:
            if self._writes:
                await self._transaction.begin()
        except BaseException as failure:
            await self._client.release(self._transaction._connection, clean=False)
            if isinstance(failure, FAULTS):
                raise translated(failure, "BEGIN") from failure
            raise
        self._token = get_connections().set("default", self._transaction)
        return self._transaction

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if self._writes and not self._transaction._finalized:
                await (self._transaction.commit() if kind is None else self._undo())
        except FAULTS as failure:
            # What is not rolled back is undone with its connection: what went wrong first is told.
            if kind is None:
                raise translated(failure, "COMMIT") from failure
        finally:
            get_connections().reset(self._token)
            # What is still open after a second cancellation is rolled back by the pool itself.
            await self._client.release(self._transaction._connection, clean=kind is None)

    async def _undo(self) -> None:
        """Roll back, unless a statement that was cancelled goes on: then it is undone with its connection."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CANCEL_WAIT_S):
                await self._transaction.rollback()


class Glance:
    """A session to read with, unknown to models: a class, because a generator costs as much as a short statement."""

    __slots__ = ("_client", "_connection", "_session")

    def __init__(self, client: "Client") -> None:
        self._client = client

    async def __aenter__(self) -> PostgresSession:
        self._connection = await self._client.acquire()
        self._session = PostgresSession(self._connection, asyncio.Lock(), writes=False)
        return self._session

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._session.close()
        await self._client.release(self._connection, clean=kind is None)


class Client(AsyncpgDBClient):
    """A pool of connections. Clean returned ones stay at hand, because the pool would create a task for each."""

    def __init__(self, url: str, pool_size: int, **options: Any) -> None:
        super().__init__(**options)
        self._at_hand: list[Any] = []
        self._waiting = 0
        self._closing = False
        self._url = url
        self._pool_size = pool_size
        self._probing: Any = None
        self.tracing: Tracing | None = None

    async def create_connection(self, with_db: bool) -> None:
        """Open the pool. Raise StorageError if there is no such server or database."""
        try:
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=self._pool_size,
                connection_class=self._connection_class(),
                statement_cache_size=STATEMENTS_CACHED,
                server_settings={"application_name": APPLICATION},
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise StorageError(
                Message("cannot open the database: {error}; check HEADLESS_DATABASE_URL", error=error)
            ) from error
        await self._post_connect()

    def _connection_class(self) -> type[Connection]:
        if self.tracing is None:
            return Connection
        from headless.models.database.traces.postgres import traced

        return traced(Connection, self.tracing)

    async def connect(self) -> None:
        """Open the pool now rather than at the first statement. Raise StorageError if that is not possible."""
        await self.create_connection(with_db=True)

    async def probe(self, statements: Sequence[str]) -> None:
        """Ask statements on a connection that is not of the pool. Raise StorageError if one is refused."""
        try:
            if self._probing is None or self._probing.is_closed():
                self._probing = await asyncpg.connect(self._url, server_settings={"application_name": PROBE})
            for sql in statements:
                await self._probing.fetch(sql)
        except FAULTS as error:
            self._end_probe()
            raise translated(error, "a probe") from error
        except BaseException:
            self._end_probe()
            raise

    def _end_probe(self) -> None:
        if self._probing is not None:
            self._probing.terminate()
            self._probing = None

    def usage(self) -> tuple[int, int, int]:
        """Return how many connections are open, how many of them are busy, and how many callers wait for one."""
        if self._pool is None:
            return 0, 0, 0
        count = self._pool.get_size()
        return count, count - self._pool.get_idle_size() - len(self._at_hand), self._waiting

    async def acquire(self) -> Any:
        """Take a connection from the pool. Raise StorageBusy if none comes free, StorageError if there is none to be had."""
        if self._pool is None or self._closing:
            raise StorageError(Message("the database is closed: use it inside Database.open()"))
        while self._at_hand:
            connection = self._at_hand.pop()
            if not _is_over(connection):
                return connection
            await self._pool.release(connection)
        self._waiting += 1
        try:
            # the pool's own timeout would make a task each time
            async with asyncio.timeout(POOL_WAIT_S):
                return await self._pool.acquire()
        except TimeoutError as error:
            raise StorageBusy(
                Message(
                    "no free connection in {pool_wait_s} seconds: try again, or raise the pool", pool_wait_s=POOL_WAIT_S
                )
            ) from error
        except FAULTS as error:
            raise StorageDown(Message("the database cannot be reached: {error}", error=error)) from error
        finally:
            self._waiting -= 1

    async def release(self, connection: Any, *, clean: bool) -> None:
        """Give a connection back. The pool checks one that is not known to be clean."""
        if self._pool is None:
            return
        wanted = self._waiting or self._closing
        if clean and not wanted and not _is_over(connection) and not connection.is_in_transaction():
            self._at_hand.append(connection)
        else:
            await self._take_back(connection)

    async def _take_back(self, connection: Any) -> None:
        """Give a connection to the pool, which waits for the end of what was cancelled. If it goes on, end it for good."""
        cancel = None if _is_over(connection) else connection.canceller()
        assert self._pool is not None
        try:
            await self._pool.release(connection, timeout=CANCEL_WAIT_S)
        except TimeoutError:
            # The pool has closed it, so that this ends no one else's statement.
            if cancel is not None:
                with contextlib.suppress(*FAULTS):
                    await cancel()

    async def _close(self) -> None:
        self._end_probe()
        if self._pool is None:
            return
        # what is given back from now on goes to the pool, which waits for it
        self._closing = True
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())
        try:
            await asyncio.wait_for(self._pool.close(), CLOSE_WAIT_S)
        except TimeoutError:
            self._pool.terminate()
        self._pool, self._closing = None, False

    def _in_transaction(self) -> TransactionContext:
        return Block(self, writes=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[PostgresSession]:
        """Open a session on a connection outside every transaction."""
        async with Block(self, writes=False) as block:
            yield PostgresSession(block._connection, block._lock, writes=False)

    def glancing(self) -> Glance:
        """Open the same, unknown to models."""
        return Glance(self)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[PostgresSession]:
        """Open a session in a transaction of its own."""
        async with Block(self, writes=True) as block:
            yield PostgresSession(block._connection, block._lock, writes=True)


def _is_over(connection: Any) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # the pool took it back when it broke
        return True


client_class = Client
