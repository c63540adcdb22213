"""A session: what one unit of work says to the database, the same on every dialect.

SQL is written once, with `$1` … `$n`. On SQLite a list parameter arrives as JSON text (see `any_of`), and `::type`
casts and `FOR UPDATE` are left out. PostgreSQL's `sum(bigint)` is a Decimal: write `sum(amount)::bigint`. Booleans
come back as 0 and 1 from SQLite. JSON columns take and give text.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, ClassVar, NamedTuple, Protocol

from headless.config import Dialect
from headless.errors import SessionClosed, StorageError
from headless.messages import Message

APPLICATION = "headless"
"""What our connections are called in the database's own lists."""
RowValues = Sequence[Any]
Query = tuple[str, Sequence[Any]]


class Record(Protocol):
    """One row of an answer: values by position or by column name."""

    def __getitem__(self, key: int | str, /) -> Any: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> Iterable[str]: ...


class Write(NamedTuple):
    """Rows for one table. Without `keys` they are added. With `keys` they are changed, or with `upsert` added or changed.

    columns: names the values of a row in order, keys included. add: columns that are added to, not replaced.
    """

    table: str
    columns: tuple[str, ...]
    rows: Sequence[RowValues]
    keys: tuple[str, ...] = ()
    upsert: bool = False
    add: tuple[str, ...] = ()


class Session(ABC):
    """Statements on one connection, usable until the block that opened it ends, then SessionClosed.

    Bulk methods send a constant number of statements for any number of rows. `columns` names the values of
    a row in order, keys included. No two rows of one call may have the same key.
    """

    dialect: ClassVar[Dialect]

    def __init__(self, *, writes: bool) -> None:
        self._writes = writes
        self._open = True
        self._savepoints = 0

    @property
    def writes(self) -> bool:
        """Whether it is in a write transaction."""
        return self._writes

    def close(self) -> None:
        """Refuse every further statement."""
        self._open = False

    @abstractmethod
    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        """Return all rows of the answer."""

    @abstractmethod
    async def fetch_all(self, queries: Sequence[Query]) -> list[list[Record]]:
        """Return the answers of several independent queries, each with its arguments. If they are short, they go in one trip.

        Their rows may have values by position alone.
        """

    async def fetch_one(self, sql: str, *args: Any) -> Record | None:
        """Return the first row of the answer, None if there is none."""
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    async def fetch_value(self, sql: str, *args: Any) -> Any:
        """Return the first value of the first row, None if there is no row."""
        rows = await self.fetch(sql, *args)
        return next(iter(rows[0])) if rows else None

    @abstractmethod
    async def execute(self, sql: str, *args: Any) -> int:
        """Run one statement, and return the number of rows it changed."""

    @abstractmethod
    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[RowValues]) -> int:
        """Add rows. Raise UniqueViolation or IntegrityViolation if one may not be there."""

    @abstractmethod
    async def upsert(
        self,
        table: str,
        keys: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[RowValues],
        add: Iterable[str] = (),
    ) -> int:
        """Add rows, or if the key exists replace the other columns, adding to those in `add`."""

    @abstractmethod
    async def update(
        self,
        table: str,
        keys: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[RowValues],
        add: Iterable[str] = (),
    ) -> int:
        """Change the rows with these keys, adding to the columns in `add`, and return the number of rows found."""

    @abstractmethod
    async def delete(self, table: str, keys: Sequence[str], rows: Sequence[RowValues]) -> int:
        """Delete the rows with these keys, and return the number of rows found."""

    @abstractmethod
    async def write_all(self, writes: Sequence[Write]) -> None:
        """Carry out writes, in one trip if they are short. Those to one table keep their order. Raise what `insert` raises."""

    async def write(self, write: Write) -> None:
        """Carry out one write alone, unless it has no rows. Raise what `insert` raises."""
        if not write.rows:
            return
        if not write.keys:
            await self.insert(write.table, write.columns, write.rows)
        elif write.upsert:
            await self.upsert(write.table, write.keys, write.columns, write.rows, write.add)
        else:
            await self.update(write.table, write.keys, write.columns, write.rows, write.add)

    @abstractmethod
    def any_of(self, column: str, position: int) -> str:
        """Return the condition that the column is in the list given as parameter `position`."""

    @abstractmethod
    async def expect_many(self) -> None:
        """Say, inside a transaction, that long lists follow, so that each statement is planned for the list it gets, alone.

        PostgreSQL else soon plans for any list, compares every row with every element, and takes seconds for what takes
        milliseconds. Short statements would pay for it with their planning.
        """

    @contextmanager
    def models(self, *, writes: bool) -> Iterator[None]:
        """Guard a statement of our models: the session must be open, and what the database refuses is raised as our error."""
        self._check(writes=writes)
        try:
            yield
        except Exception as error:
            translated = self._translated(error)
            if translated is None:
                raise
            raise translated from error

    @abstractmethod
    def _translated(self, error: Exception) -> StorageError | None:
        """Return our error for one of the driver's or the ORM's, None for any other."""

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Open a part of the transaction that is undone alone if it raises."""
        self._savepoints += 1
        name = f"savepoint_{self._savepoints}"
        await self.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            await self.execute(f"ROLLBACK TO SAVEPOINT {name}")
            raise
        finally:
            await self.execute(f"RELEASE SAVEPOINT {name}")

    def _check(self, *, writes: bool) -> None:
        if not self._open:
            raise SessionClosed(
                Message("this session's block has ended: open another with db.read() or db.transaction()")
            )
        if writes and not self._writes:
            raise SessionClosed(Message("this session only reads: write inside db.transaction()"))
