"""The events of members as they are committed, by any process, for those who watch a member in this one.

Record 0038 says why the database is asked over and over.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress

from headless.engine.handlers.merging.merges import MEMBER_MERGED
from headless.errors import HeadlessError, Refused
from headless.ids import NODE_BITS, SEQUENCE_BITS
from headless.logs import get_logger
from headless.messages import Message
from headless.models.tables.events.event_feed import FedEvent, events_after
from headless.models.tables.members.lives.merging import survivors_of
from headless.services.kernel.kernel import Kernel

log = get_logger("headless.live")
POLL_SECONDS = 0.1
FAILED_SECONDS = 1.0
OVERLAP_MS = 5_000
"""How long ago an event may have got its id that is only committed now."""
DEEP_OVERLAP_MS = 60_000
DEEP_POLLS = 50
"""Each so many times the events of the long overlap are asked for: those of slow transactions and of slow clocks."""
WAITING_MOST = 100
"""How many events may wait for a watcher before it is dropped."""


class TooSlow(Refused):
    """A watcher did not take what happened, so it is told no more."""

    default_code = "TOO_SLOW"


class Watch:
    """What happens to one member, from the moment when the watch began. If the member is merged, it goes on with the survivor."""

    def __init__(self, member_id: int) -> None:
        self.member_id = member_id
        self._waiting: list[int] = []
        self._told = asyncio.Event()
        self._dropped = False

    def tell(self, event_id: int) -> None:
        """Keep an event until it is taken. A watcher that takes none is dropped."""
        if len(self._waiting) >= WAITING_MOST:
            self._dropped = True
            self._waiting.clear()
        if not self._dropped:
            self._waiting.append(event_id)
        self._told.set()

    async def take(self) -> list[int]:
        """Wait for events, and return their ids, oldest first. Raise TooSlow if too many were waiting."""
        await self._told.wait()
        if self._dropped:
            raise TooSlow(
                Message("this subscription did not take what happened and was ended: read the member, then subscribe")
            )
        self._told.clear()
        taken, self._waiting = self._waiting, []
        return taken


class _Merchant:
    """The watches of one merchant's members, and the events that were told to them."""

    def __init__(self) -> None:
        self.watches: dict[int, set[Watch]] = {}
        self.seen: set[int] = set()
        self.polls = 0

    def news(self, events: Iterable[FedEvent]) -> list[FedEvent]:
        """Return the events that were not told yet."""
        return [event for event in events if event.id not in self.seen]

    def tell(self, events: Iterable[FedEvent]) -> None:
        for event in events:
            self.seen.add(event.id)
            for watch in self.watches.get(event.member_id, ()):
                watch.tell(event.id)

    def follow(self, survivors: Mapping[int, int]) -> None:
        """Watch survivors in the place of members who were merged into them."""
        for merged_id, survivor_id in survivors.items():
            for watch in self.watches.pop(merged_id, ()):
                watch.member_id = survivor_id
                self.watches.setdefault(survivor_id, set()).add(watch)

    def forget(self, before: int) -> None:
        """Forget events that are too old to be read again."""
        self.seen = {id_ for id_ in self.seen if id_ > before}


class Feed:
    """One process's watches. While there are any, it asks the database what was committed since."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._merchants: dict[int, _Merchant] = {}
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watch(self, merchant_id: int, member_id: int) -> AsyncIterator[Watch]:
        """Watch a member: all that is committed from now on is told."""
        watch = Watch(member_id)
        merchant = self._merchants.get(merchant_id)
        if merchant is None:
            merchant = _Merchant()
            # what happened until now is not news
            merchant.seen = {event.id for event in await self._read(merchant_id, DEEP_OVERLAP_MS)}
            merchant = self._merchants.setdefault(merchant_id, merchant)
        merchant.watches.setdefault(member_id, set()).add(watch)
        try:
            if self._task is None:
                self._task = asyncio.create_task(self._poll())
            await self._follow(merchant_id, merchant, [member_id])
            yield watch
        finally:
            self._leave(merchant, watch)

    async def close(self) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def _leave(self, merchant: _Merchant, watch: Watch) -> None:
        watches = merchant.watches.get(watch.member_id, set())
        watches.discard(watch)
        if not watches:
            merchant.watches.pop(watch.member_id, None)

    async def _poll(self) -> None:
        while self._merchants:
            await asyncio.sleep(POLL_SECONDS)
            for id_, merchant in tuple(self._merchants.items()):
                if not merchant.watches:
                    del self._merchants[id_]
                    continue
                try:
                    await self._ask(id_, merchant)
                except HeadlessError as error:
                    log.warning("members cannot be watched now", error=str(error))
                    await asyncio.sleep(FAILED_SECONDS)
        self._task = None

    async def _ask(self, merchant_id: int, merchant: _Merchant) -> None:
        merchant.polls += 1
        deep = merchant.polls % DEEP_POLLS == 0
        news = merchant.news(await self._read(merchant_id, DEEP_OVERLAP_MS if deep else OVERLAP_MS))
        if any(event.type == MEMBER_MERGED for event in news):
            await self._follow(merchant_id, merchant, merchant.watches)
        merchant.tell(news)
        if deep:
            merchant.forget(self._id_of(DEEP_OVERLAP_MS))

    async def _follow(self, merchant_id: int, merchant: _Merchant, member_ids: Collection[int]) -> None:
        """Watch the survivors of those of these members who were merged."""
        async with self._kernel.db.glance() as session:
            merchant.follow(await survivors_of(session, merchant_id, member_ids))

    async def _read(self, merchant_id: int, overlap_ms: int) -> Iterable[FedEvent]:
        async with self._kernel.db.glance() as session:
            return await events_after(session, merchant_id, self._id_of(overlap_ms))

    def _id_of(self, milliseconds_ago: int) -> int:
        """Return about the id that an event was given so long ago."""
        return self._kernel.ids.new() - (milliseconds_ago << NODE_BITS + SEQUENCE_BITS)
