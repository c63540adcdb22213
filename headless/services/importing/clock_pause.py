"""The pause of clock work: while a history is imported, the worker leaves the merchant's clock work alone.

Otherwise it would bring members up to the present before all their past orders are imported, and those orders would be late. The
import does what is due by then itself. If it was killed, the worker does it once the import's lease has ended.
"""

from headless.models.base.session import Session
from headless.models.tables.work.import_leases import end_imports, extend_import, is_import_leased
from headless.services.kernel.kernel import Kernel
from headless.services.work.queues import IMPORTS


async def extend_pause(session: Session, merchant_id: int, id_: int, now: int) -> None:
    """Extend an import's lease in the transaction of its orders. now: the machine's time in microseconds."""
    await extend_import(session, merchant_id, id_, now, IMPORTS.ends_at(now))


async def end_import(kernel: Kernel, merchant_id: int) -> None:
    """Let the worker go on. Leases of imports that were killed end, too."""
    async with kernel.db.transaction() as session:
        await end_imports(session, merchant_id)


async def is_importing(kernel: Kernel, merchant_id: int) -> bool:
    """Return True if an import's lease has not ended."""
    async with kernel.db.read() as session:
        return await is_import_leased(session, merchant_id, kernel.clock.now_us())
