"""When tokens were last used: noted by processes, written down every few seconds."""

from collections.abc import Mapping

from headless.services.kernel.kernel import Kernel


async def mark_used(kernel: Kernel, used: Mapping[tuple[int, int], int]) -> None:
    """Write down the last use, in microseconds, of tokens named by merchant and id: one statement."""
    if not used:
        return
    rows = [(merchant_id, token_id, at) for (merchant_id, token_id), at in sorted(used.items())]
    async with kernel.db.transaction() as session:
        await session.update("token", ("merchant_id", "id"), ("merchant_id", "id", "last_used_at"), rows)
