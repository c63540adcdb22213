"""Reads that do not depend on one another: prepared apart, sent together, each taking its own records."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from headless.models.base.session import Session

T = TypeVar("T")


class Read(NamedTuple):
    """One query, what makes records of its rows, which have values by position, and what is done with the records."""

    sql: str
    args: Sequence[Any]
    records: Callable[[list[Any]], Any]
    take: Callable[[Any], None]


class Select(NamedTuple, Generic[T]):
    """One query and what makes records of its rows."""

    sql: str
    args: Sequence[Any]
    records: Callable[[list[Any]], T]

    async def fetch(self, session: Session) -> T:
        """Send the query alone, and return its records."""
        return self.records(await session.fetch(self.sql, *self.args))

    def into(self, take: Callable[[T], None]) -> Read:
        """Return a read that hands the records to `take`."""
        return Read(*self, take)


async def read_all(session: Session, reads: Iterable[Read]) -> None:
    """Send the reads in one trip if they are short. Each takes its records in the order given."""
    listed = list(reads)
    answers = await session.fetch_all([(read.sql, read.args) for read in listed])
    for read, rows in zip(listed, answers, strict=True):
        read.take(read.records(rows))
