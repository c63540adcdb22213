"""The events that wait or that failed at a merchant, for its operator."""

import json
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from headless.engine.member.records import EventStatus
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.unsettled import UnsettledEvent, unsettled_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.pages import all_rows


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An event that waits or failed, as of the merchant's clock, in microseconds."""

    event: UnsettledEvent
    now: int

    @property
    def since(self) -> int:
        """When it began to wait, or failed, in microseconds."""
        return self.event.recorded_at

    @property
    def age_seconds(self) -> int:
        """For how long it has waited, or how long ago it failed."""
        return max(0, self.now - self.event.recorded_at) // 1_000_000

    @property
    def problem(self) -> dict[str, Any]:
        """What stood against it, empty if nothing did."""
        document: dict[str, Any] = json.loads(self.event.problem) if self.event.problem else {}
        return {name: document[name] for name in ("code", "message") if name in document}

    @property
    def is_outstanding(self) -> bool:
        """True if no event has been recorded under its number since."""
        return self.event.recorded_as is None

    def told(self) -> Message:
        """Return it for people."""
        event, problem = self.event, self.problem
        return Message(
            "{member} {type} {number} of {source}: {code}: {text}",
            member=encode(Prefix.MEMBER, event.member_id), type=event.type, number=event.external_id, source=event.source,
            code=problem.get("code"), text=problem.get("message"),
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return the event for programs."""
        event = self.event
        return {
            "kind": "event",
            "event": encode(Prefix.EVENT, event.id),
            "type": event.type,
            "source": event.source,
            "externalId": event.external_id,
            "member": encode(Prefix.MEMBER, event.member_id),
            "memberNumber": event.number,
            "refers": event.refers,
            "ageSeconds": self.age_seconds,
            "problem": self.problem or None,
            "cause": None if event.cause_id is None else encode(Prefix.EVENT, event.cause_id),
        }


async def waiting_events(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[Unsettled]:
    """Yield the events that wait for the one that they refer to, oldest first."""
    async for unsettled in _events(kernel, merchant, EventStatus.DEFERRED):
        yield unsettled


async def failed_events(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[Unsettled]:
    """Yield the events that failed and were not recorded under their number since, oldest first."""
    async for unsettled in _events(kernel, merchant, EventStatus.FAILED):
        if unsettled.is_outstanding:
            yield unsettled


async def _events(kernel: Kernel, merchant: MerchantRow, status: EventStatus) -> AsyncIterator[Unsettled]:
    now = kernel.now(merchant)

    def read(session: Session, after_id: int, most: int) -> Awaitable[list[UnsettledEvent]]:
        return unsettled_events(session, merchant.id, status, after_id, most)

    async for event in all_rows(kernel, read, 0, attrgetter("id")):
        yield Unsettled(event, now)
