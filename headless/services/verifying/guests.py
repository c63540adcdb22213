"""The events that wait for a merchant's guests, counted for its operator: whose they are is not known."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.guest_events import waiting_guests
from headless.services.kernel.kernel import Kernel


@dataclass(frozen=True, slots=True)
class GuestsOfMerchant:
    """How many events wait, and since when the oldest does, as of the merchant's clock, in microseconds."""

    events: int
    since: int
    now: int

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        age = max(0, self.now - self.since) // 1_000_000
        return {"kind": "guests", "events": self.events, "ageSeconds": age}


async def waiting_for_guests(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[GuestsOfMerchant]:
    """Yield what waits for the merchant's guests, nothing if nothing does."""
    async with kernel.db.read() as session:
        waiting = await waiting_guests(session, merchant.id)
    if waiting.oldest_at is not None:
        yield GuestsOfMerchant(waiting.events, waiting.oldest_at, kernel.now(merchant))
