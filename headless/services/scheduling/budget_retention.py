"""How long it is counted what a partner gave to one member on a day."""

from headless.engine.program.partners import MEMBERS_DAYS
from headless.engine.values.zones import Zone
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.ledger.budgets import delete_days_before, has_days_before
from headless.services.kernel.kernel import Kernel

CHUNK = 5_000


async def forget_days(kernel: Kernel, merchant: MerchantRow) -> int:
    """Forget what members were given on days that no budget bounds any more, a chunk at a time, and return how many rows."""
    day = Zone(merchant.time_zone).day_of(kernel.clock.now_us()) - MEMBERS_DAYS
    async with kernel.db.glance() as session:
        if not await has_days_before(session, merchant.id, day):
            return 0
    async with kernel.db.transaction() as session:
        return await delete_days_before(session, merchant.id, day, CHUNK)
