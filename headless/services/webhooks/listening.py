"""Telling a program on this machine what happens, while its author is at work. Nothing is queued, counted or kept."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field

from headless.engine.program.webhooks import EVERY_TOPIC
from headless.errors import Unavailable
from headless.ids import NODE_BITS, SEQUENCE_BITS
from headless.messages import Message
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.newest_events import TopicalEvent, topical_events_after
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.services.outgoing.requests import Outgoing, send
from headless.services.webhooks.courier import outcome_of, signed_letter
from headless.services.webhooks.payloads import EventQueries, make_body

POLL_SECONDS = 0.2
OVERLAP_MS = 30_000
"""How long ago an event may have got its id that is only committed now."""
SECONDS = 30.0
BYTES_MOST = 65_536


@dataclass(frozen=True, slots=True)
class Listener:
    """A program that is told what happens. url: where it listens. secret: what signs."""

    kernel: Kernel
    merchant: MerchantRow
    queries: EventQueries
    url: str
    secret: str
    topics: Collection[str] = (EVERY_TOPIC,)
    query: str | None = None
    _seen: set[int] = field(default_factory=set)

    async def begin(self) -> None:
        """Leave out what has happened until now."""
        self._seen.update(event.id for event in await self._recent())

    async def told(self, stop: asyncio.Event) -> AsyncIterator["Told"]:
        """Tell the program of each event until told to stop, one after another, and yield how each ended."""
        while not stop.is_set():
            recent = await self._recent()
            for event in recent:
                if event.id not in self._seen and (event.topic in self.topics or EVERY_TOPIC in self.topics):
                    yield await self.tell(event)
            self._seen.intersection_update(event.id for event in recent)
            self._seen.update(event.id for event in recent)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), POLL_SECONDS)

    async def tell(self, event: TopicalEvent) -> "Told":
        """Send one event. Raise HeadlessError if its payload cannot be made."""
        kernel, operator = self.kernel, system(self.merchant.id, self.merchant.slug)
        body = await make_body(kernel, self.queries, operator, self.query, event.topic, event.id)
        letter = signed_letter([self.secret], kernel.ids.new(), kernel.clock.now_us(), body)
        began = time.monotonic()
        outgoing = Outgoing(self.url, SECONDS, BYTES_MOST, "POST", letter.headers, letter.body, local=True)
        try:
            answered = await send(outgoing)
        except Unavailable as fault:
            return Told(event, None, fault.message, time.monotonic() - began)
        return Told(event, answered.status, outcome_of(answered).problem, time.monotonic() - began)

    async def _recent(self) -> list[TopicalEvent]:
        after_id = self.kernel.ids.new() - (OVERLAP_MS << NODE_BITS + SEQUENCE_BITS)
        async with self.kernel.db.glance() as session:
            return await topical_events_after(session, self.merchant.id, after_id)


@dataclass(frozen=True, slots=True)
class Told:
    """An event that a program was told of. status: of its answer. problem: why it counts as failed."""

    event: TopicalEvent
    status: int | None
    problem: Message | None
    seconds: float
