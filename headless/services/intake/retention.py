"""How long events of guests are kept, and deleting them when that is over."""

from headless.engine.values.zones import DAY_US
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.guest_events import WaitingGuests, expire_guest_events, waiting_guests
from headless.services.kernel.kernel import Kernel


def kept_since(merchant: MerchantRow, now: int) -> int:
    """Return the moment up to which everything that came is over. It is now if the merchant keeps nothing."""
    return now - (merchant.claim_for or 0) * DAY_US


async def guests_of(kernel: Kernel, slug: str) -> WaitingGuests:
    """Return what waits for the guests of a merchant."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        return await waiting_guests(session, merchant.id)


async def expire_guests(kernel: Kernel, merchant: MerchantRow) -> int:
    """Delete what a merchant's guests have not claimed in time, and return how many events that were."""
    until = kept_since(merchant, kernel.now(merchant))
    async with kernel.db.read() as session:
        waiting = await waiting_guests(session, merchant.id)
    if waiting.oldest_at is None or waiting.oldest_at > until:
        return 0
    async with kernel.db.transaction() as session:
        return await expire_guest_events(session, merchant.id, until)
