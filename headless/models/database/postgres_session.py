"""A session on PostgreSQL: bulk calls send one array per column, and COPY when there is much to insert."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import asyncpg
from tortoise.exceptions import OperationalError

from headless.config import Dialect
from headless.errors import IntegrityViolation, StorageBusy, StorageDown, StorageError, UniqueViolation
from headless.messages import Message
from headless.models.base.session import Query, Record, RowValues, Session, Write
from headless.models.database import statements

COPY_FROM_ROWS = 500
TOGETHER_ROWS = 2_000
FAULTS = asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError
"""What the driver raises: the server refused, or the connection is gone."""
DOWN = (
    asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError, asyncpg.DiskFullError, asyncpg.ReadOnlySQLTransactionError, OSError,
)  # fmt: skip
CLOSED = "closed"
"""The driver's word for a connection that ended before a statement began."""


class PostgresSession(Session):
    """Statements on one PostgreSQL connection. Concurrent calls wait for one another."""

    dialect: ClassVar[Dialect] = "postgres"

    def __init__(self, connection: Any, lock: asyncio.Lock, *, writes: bool) -> None:
        super().__init__(writes=writes)
        self._connection = connection
        self._lock = lock
        self._many = False

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        """Return all rows of the answer."""
        self._check(writes=False)
        rows: list[Record] = await self._run(self._connection.fetch, sql, *args)
        return rows

    async def fetch_all(self, queries: Sequence[Query]) -> list[list[Record]]:
        """Return the answers of several queries, in one trip unless many rows are to be expected."""
        if self._many or len(queries) < 2:
            return [await self.fetch(sql, *args) for sql, args in queries]
        self._check(writes=False)
        sql = statements.side_by_side(tuple((sql, len(args)) for sql, args in queries))
        values = (value for _, args in queries for value in args)
        return list(await self._run(self._connection.fetchrow, sql, *values))

    async def execute(self, sql: str, *args: Any) -> int:
        """Run one statement, and return the number of rows it changed."""
        self._check(writes=True)
        return _changed(await self._run(self._connection.execute, sql, *args))

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[RowValues]) -> int:
        """Add rows. Raise UniqueViolation or IntegrityViolation if one may not be there."""
        if len(rows) < COPY_FROM_ROWS:
            return await self._arrays(statements.insert_arrays(table, tuple(columns)), rows)
        self._check(writes=True)
        copy = self._connection.copy_records_to_table
        return _changed(await self._run(copy, table, records=rows, columns=list(columns)))

    async def upsert(
        self,
        table: str,
        keys: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[RowValues],
        add: Iterable[str] = (),
    ) -> int:
        """Add rows, or if the key exists replace the other columns, adding to those in `add`."""
        return await self._arrays(statements.upsert_arrays(table, tuple(keys), tuple(columns), tuple(add)), rows)

    async def update(
        self,
        table: str,
        keys: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[RowValues],
        add: Iterable[str] = (),
    ) -> int:
        """Change the rows with these keys, adding to the columns in `add`, and return the number of rows found."""
        return await self._arrays(statements.update_arrays(table, tuple(keys), tuple(columns), tuple(add)), rows)

    async def delete(self, table: str, keys: Sequence[str], rows: Sequence[RowValues]) -> int:
        """Delete the rows with these keys, and return the number of rows found."""
        return await self._arrays(statements.delete_arrays(table, tuple(keys)), rows)

    async def write_all(self, writes: Sequence[Write]) -> None:
        """Carry out writes: one statement if there are few rows, else one for each of them."""
        writes = [write for write in writes if write.rows]
        if sum(len(write.rows) for write in writes) > TOGETHER_ROWS:
            for write in writes:
                await self.write(write)
            return
        # Within one statement nothing sees what another part does to the same table.
        rounds: dict[int, list[Write]] = {}
        turns: Counter[str] = Counter()
        for write in writes:
            rounds.setdefault(turns[write.table], []).append(write)
            turns[write.table] += 1
        for round_ in rounds.values():
            await self._together(round_)

    async def _together(self, writes: Sequence[Write]) -> None:
        if len(writes) == 1:
            await self.write(writes[0])
            return
        self._check(writes=True)
        sql = statements.all_at_once(tuple((_change(write), len(write.columns)) for write in writes))
        arrays = (array for write in writes for array in zip(*write.rows, strict=True))
        await self._run(self._connection.execute, sql, *arrays)

    async def expect_many(self) -> None:
        """Let each statement of this transaction be planned for the list it gets."""
        self._many = True
        await self.execute("SET LOCAL plan_cache_mode = force_custom_plan")

    def any_of(self, column: str, position: int) -> str:
        """Return the condition that the column is in the list given as parameter `position`."""
        return f"{column} = ANY(${position})"

    def _translated(self, error: Exception) -> StorageError | None:
        cause = error.args[0] if isinstance(error, OperationalError) and error.args else error
        return translated(cause, "a statement of the ORM") if isinstance(cause, FAULTS) else None

    async def _arrays(self, sql: str, rows: Sequence[RowValues]) -> int:
        self._check(writes=True)
        if not rows:
            return 0
        return _changed(await self._run(self._connection.execute, sql, *zip(*rows, strict=True)))

    async def _run(self, call: Any, subject: str, *args: Any, **options: Any) -> Any:
        async with self._lock:
            try:
                return await call(subject, *args, **options)
            except FAULTS as error:
                raise translated(error, subject) from error


def _change(write: Write) -> str:
    if not write.keys:
        return statements.insert_arrays(write.table, write.columns)
    change = statements.upsert_arrays if write.upsert else statements.update_arrays
    return change(write.table, write.keys, write.columns, write.add)


def _changed(status: str) -> int:
    # "UPDATE 3", "INSERT 0 3", "COPY 3", "SAVEPOINT"
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0


def translated(error: Exception, sql: str) -> StorageError:
    """Return our error for one of the driver's."""
    data = {"sql": sql[:200]}
    text = Message("{error} in: {sql}", error=error, sql=data["sql"])
    if isinstance(error, asyncpg.UniqueViolationError):
        return UniqueViolation(text, data=data)
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return IntegrityViolation(text, data=data)
    if isinstance(error, asyncpg.TransactionRollbackError | asyncpg.LockNotAvailableError):
        return StorageBusy(text, data=data)
    if isinstance(error, DOWN) or (isinstance(error, asyncpg.InterfaceError) and CLOSED in str(error)):
        return StorageDown(text, data=data)
    return StorageError(text, data=data)
