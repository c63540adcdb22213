"""How long the trail is kept, and what was read of persons and is not in it."""

from headless.engine.values.zones import DAY_US, HOUR_US
from headless.models.tables.audit.personal_reads import delete_counts_before, has_counts_before
from headless.models.tables.audit.records import delete_records_before, has_records_before
from headless.models.tables.configuration.merchants import MerchantRow
from headless.services.kernel.kernel import Kernel

CHUNK = 5_000


async def expire_records(kernel: Kernel, merchant: MerchantRow) -> int:
    """Delete a merchant's records that are older than the settings keep them, a chunk at a time, and return their number."""
    until = kernel.clock.now_us() - kernel.settings.audit_days * DAY_US
    async with kernel.db.glance() as session:
        if not await has_records_before(session, merchant.id, until):
            return 0
    async with kernel.db.transaction() as session:
        return await delete_records_before(session, merchant.id, until, CHUNK)


async def expire_reads(kernel: Kernel, merchant: MerchantRow) -> int:
    """Forget what a merchant's tokens have read in an hour that is over, a chunk at a time, and return how many counts."""
    until = kernel.clock.now_us() - HOUR_US
    async with kernel.db.glance() as session:
        if not await has_counts_before(session, merchant.id, until):
            return 0
    async with kernel.db.transaction() as session:
        return await delete_counts_before(session, merchant.id, until, CHUNK)
