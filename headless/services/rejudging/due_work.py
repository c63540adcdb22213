"""Clock work that is due: SQL finds the members, the engine does the work, chunk by chunk."""

from functools import partial

from headless.engine.settlement.settle import Settler
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.members.populations import lock_due
from headless.services.kernel.kernel import Kernel
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.loading import Wanted
from headless.services.settling.writing import write
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

CHUNK = 500


async def run_due(
    kernel: Kernel, merchant: MerchantRow, until: int, *, history: bool = False, chunks: int | None = None
) -> int:
    """Run the work due up to `until` (microseconds) for all members of a merchant, and return how many it concerned.

    history: each piece is recorded at its own due time, else now. chunks: at most so many transactions.
    """
    return await work_off(partial(_round, kernel, merchant, until, history), chunks)


async def _round(kernel: Kernel, merchant: MerchantRow, until: int, history: bool) -> Round:
    async with kernel.db.transaction() as session:
        await session.expect_many()
        ids = await lock_due(session, merchant.id, until, CHUNK)
        if not ids:
            return NOTHING_DUE
        current = await kernel.programs.merchant(session, merchant.id)
        await _work(kernel, session, current, ids, until, history)
    return Round(len(ids))


async def _work(
    kernel: Kernel, session: Session, merchant: MerchantRow, ids: list[int], until: int, history: bool
) -> None:
    program = await kernel.programs.of(session, merchant)

    async def work(settler: Settler) -> None:
        for id_ in settler.states:
            settler.run_clock(id_, until)
        settler.finish()
        await write(
            session, program, settler.states, settler.journal, until, kernel.ids.new, clock_us=kernel.clock.now_us()
        )

    batch = Batch(kernel, session, merchant, program, until)
    await decide(batch, ids, Wanted(lots=set(ids)), work, history=history)
