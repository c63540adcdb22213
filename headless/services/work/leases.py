"""Leases: a worker claims an item for a while. If it dies, the item is free again when the lease ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LeasePolicy:
    """The numbers of one queue.

    chunk: how many items are claimed at once. lease_us: how long a claim keeps other workers away. most_attempts: an item that
    failed so often is given up. first_pause_us: the wait after the first failure, doubled after each further one; if it is 0, a
    failed item waits for the end of its lease. extend_every_s: how often a long piece of work extends its lease.
    """

    chunk: int = 1
    lease_us: int = 0
    most_attempts: int = 1
    first_pause_us: int = 0
    extend_every_s: float = 0.0

    def ends_at(self, now: int) -> int:
        """Return when a lease ends that is taken or extended now."""
        return now + self.lease_us

    def lost_before(self, now: int) -> int:
        """Return the moment before which a lease must have been extended last if its holder is dead."""
        return now - self.lease_us

    def again_at(self, attempts: int, now: int) -> int:
        """Return when to try again after so many failed attempts."""
        return now + (self.first_pause_us << (attempts - 1))

    def is_last(self, attempts: int) -> bool:
        """Return True if an item is given up after so many failed attempts."""
        return attempts >= self.most_attempts


class Claim(NamedTuple):
    """What a claim asks of a queue: at most `chunk` items that are free `now`, leased until `until`."""

    now: int
    until: int
    chunk: int


class Take(Protocol[T_co]):
    """Leases the next items of a queue, and returns them."""

    def __call__(self, session: Session, claim: Claim, /) -> Awaitable[T_co]: ...


async def claim(kernel: Kernel, policy: LeasePolicy, take: Take[T]) -> T:
    """Claim the next items in a transaction of their own, by the machine's clock."""
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        return await take(session, Claim(now, policy.ends_at(now), policy.chunk))


@asynccontextmanager
async def extending(policy: LeasePolicy, extend: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Extend a lease again and again until the block ends."""
    task = asyncio.create_task(_extend(policy.extend_every_s, extend))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _extend(every_s: float, extend: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(every_s)
        await extend()
