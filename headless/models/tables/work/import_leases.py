"""Leases of imports of orders: while one lasts, the merchant's clock work rests. They are rows of `sweep`."""

from headless.models.base.mapping import names
from headless.models.base.session import Session
from headless.models.tables.work.sweeps import Sweep

REASON = "import of orders"
IMPORTING = 2


async def extend_import(session: Session, merchant_id: int, id_: int, now: int, until: int) -> None:
    """Take or extend the lease of an import, until a moment by the machine's clock in microseconds."""
    sql = "UPDATE sweep SET leased_until = $3 WHERE merchant_id = $1 AND id = $2"
    if not await session.execute(sql, merchant_id, id_, until):
        await session.insert("sweep", names(Sweep), [(merchant_id, id_, REASON, "{}", 0, IMPORTING, now, until)])


async def end_imports(session: Session, merchant_id: int) -> None:
    """End the leases of all the merchant's imports, those that were killed included."""
    await session.execute("DELETE FROM sweep WHERE merchant_id = $1 AND status = $2", merchant_id, IMPORTING)


async def is_import_leased(session: Session, merchant_id: int, now: int) -> bool:
    """Return True if a lease of an import has not ended."""
    sql = "SELECT id FROM sweep WHERE merchant_id = $1 AND status = $2 AND leased_until > $3 LIMIT 1"
    return await session.fetch_one(sql, merchant_id, IMPORTING, now) is not None
