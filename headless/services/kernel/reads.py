"""Reads that know nothing of one another: prepared apart, sent together, each taking its own rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from headless.models.base.session import Session


class Read(NamedTuple):
    """One query and what becomes of its rows, which have values by position."""

    sql: str
    args: Sequence[Any]
    take: Callable[[list[Any]], None]


async def read_all(session: Session, reads: Iterable[Read]) -> None:
    """Send them in one trip where they are short; each takes its rows in the order given."""
    listed = list(reads)
    for read, rows in zip(listed, await session.fetch_all([(each.sql, each.args) for each in listed]), strict=True):
        read.take(rows)
