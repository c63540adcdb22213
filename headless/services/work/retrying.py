"""Repeating a transaction that lost a race against another one."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from headless.errors import StorageBusy, StorageError, UniqueViolation

T = TypeVar("T")
LOST_RACES: tuple[type[StorageError], ...] = (UniqueViolation, StorageBusy)
"""Another transaction took the same key first, or held what this one needed (a serialization failure, a deadlock)."""


async def retrying(
    transaction: Callable[[], Awaitable[T]], attempts: int, lost: tuple[type[StorageError], ...] = LOST_RACES
) -> T:
    """Run a transaction until it wins its race, at most `attempts` times, and return its answer.

    Each attempt must open a transaction of its own, so that it reads what the winner left.

    Raises:
        StorageError: the last attempt lost, too, or an attempt failed in another way.
    """
    for _ in range(attempts - 1):
        try:
            return await transaction()
        except lost:
            continue
    return await transaction()
