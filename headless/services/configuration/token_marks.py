"""When tokens were last used: collected by each process, written every few seconds."""

from collections.abc import Mapping

from headless.models.tables.configuration.tokens import write_last_used
from headless.services.kernel.kernel import Kernel


async def mark_used(kernel: Kernel, used: Mapping[tuple[int, int], int]) -> None:
    """Write the last use, in microseconds, of tokens named by merchant and id."""
    if not used:
        return
    async with kernel.db.transaction() as session:
        await write_last_used(session, used)
