"""Whose turn it is: while a history is imported the worker lets the merchant's clock work rest.

Else it would bring members up to the present whose next orders of the past are still to come, and those would be late. What is
due then is done by the import itself, or, if that was killed, by the worker once the import has given no sign for a while.
"""

from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel

REST_US = 10 * 60 * 1_000_000
REASON = "import of orders"
IMPORTING = 2
_COLUMNS = ("merchant_id", "id", "reason", "document", "after_id", "status", "created_at", "leased_until")


async def give_sign(session: Session, merchant_id: int, id_: int, now: int) -> None:
    """Say that an import goes on, in the transaction of its orders; `now` is the machine's time in microseconds."""
    sql = "UPDATE sweep SET leased_until = $3 WHERE merchant_id = $1 AND id = $2"
    if not await session.execute(sql, merchant_id, id_, now + REST_US):
        await session.insert("sweep", _COLUMNS, [(merchant_id, id_, REASON, "{}", 0, IMPORTING, now, now + REST_US)])


async def end_import(kernel: Kernel, merchant_id: int) -> None:
    """Let the worker go on; the signs of imports that were killed go, too."""
    async with kernel.db.transaction() as session:
        await session.execute("DELETE FROM sweep WHERE merchant_id = $1 AND status = $2", merchant_id, IMPORTING)


async def is_importing(kernel: Kernel, merchant_id: int) -> bool:
    """Whether an import has given a sign within the last minutes."""
    sql = "SELECT id FROM sweep WHERE merchant_id = $1 AND status = $2 AND leased_until > $3 LIMIT 1"
    async with kernel.db.read() as session:
        return await session.fetch_one(sql, merchant_id, IMPORTING, kernel.clock.now_us()) is not None
