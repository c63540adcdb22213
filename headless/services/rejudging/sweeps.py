"""Sweeps: after the configuration changed, SQL finds the members whose result may differ, and the engine judges them again.

They are judged chunk by chunk, and a sweep is resumable. If SQL cannot find them, all members are judged. Why the SQL
can be trusted: `docs/decisions/0027-a-metric-is-one-object.md`.
"""

import json
from collections.abc import Mapping
from typing import Any

from headless.engine.ledger.lot_schedule import refresh_due
from headless.engine.settlement.settle import Settler
from headless.models.base.session import Session
from headless.models.tables.members.populations import bring_forward, has_more_members
from headless.models.tables.work.sweeps import add_sweep, advance_sweep, lock_sweep, oldest_open_sweep
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweep_candidates import Open, Piece, find
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.loading import Wanted
from headless.services.settling.writing import write

SMALL = 5_000


async def open_sweep(
    kernel: Kernel, session: Session, merchant_id: int, reason: str, changed: Changed, now: int
) -> None:
    """Ask for a sweep, in the transaction of the change that makes it necessary."""
    await add_sweep(session, merchant_id, kernel.ids.new(), reason, changed.to_json(), now)


async def run_small_sweeps(kernel: Kernel, merchant_id: int) -> None:
    """Finish open sweeps at once if there are few members, so that the caller sees the result."""
    async with kernel.db.read() as session:
        many = await has_more_members(session, merchant_id, SMALL)
    if not many:
        await run_sweeps(kernel, merchant_id)


async def run_sweeps(kernel: Kernel, merchant_id: int, chunks: int | None = None) -> int:
    """Process a merchant's open sweeps in at most about `chunks` transactions, and return how many members were judged."""
    judged, done = 0, 0
    while chunks is None or done < chunks:
        async with kernel.db.read() as session:
            stored = await oldest_open_sweep(session, merchant_id)
            if stored is None:
                break
            sweep = Open.of(merchant_id, stored)
            pieces = await find(kernel, session, sweep)
        for piece in pieces:
            count = await _work(kernel, sweep, piece)
            if count is None:
                return judged
            judged, done = judged + count, done + 1
    return judged


async def _work(kernel: Kernel, sweep: Open, piece: Piece) -> int | None:
    """Judge what was found, note how far the sweep is, and return how many were judged.

    Return None if another process has the sweep, or has brought it further meanwhile.
    """
    async with kernel.db.transaction() as session:
        await session.expect_many()
        state = await lock_sweep(session, sweep.merchant_id, sweep.id)
        if state is None or (state.after_id, json.loads(state.document)) != (sweep.after_id, sweep.document):
            return None
        if piece.dues:
            # The clock alone decides what is to be done; it only looks sooner than it would have.
            await bring_forward(session, sweep.merchant_id, piece.dues)
        if piece.ids:
            await _judge(kernel, session, sweep.merchant_id, piece.ids, sweep.document)
        await advance_sweep(
            session, sweep.merchant_id, sweep.id, piece.after_id, piece.document, done=piece.ends
        )  # fmt: skip
    sweep.after_id, sweep.document = piece.after_id, piece.document
    return len(piece.ids)


async def _judge(
    kernel: Kernel, session: Session, merchant_id: int, ids: list[int], document: Mapping[str, Any]
) -> None:
    merchant = await kernel.programs.merchant(session, merchant_id)
    program = await kernel.programs.of(session, merchant)
    now = kernel.now(merchant)
    review = frozenset(document["review"])
    kinds = [program.kind_by_id[id_] for id_ in document["kinds"] if id_ in program.kind_by_id]

    async def work(settler: Settler) -> None:
        for id_ in settler.states:
            settler.recheck(id_, now, review=review)
        for state in settler.states.values():
            for kind in kinds:
                refresh_due(state, kind)
        settler.finish()
        await write(
            session, program, settler.states, settler.journal, now, kernel.ids.new, clock_us=kernel.clock.now_us()
        )

    batch, wanted = Batch(kernel, session, merchant, program, now), Wanted(lots=set(ids) if kinds else set())
    await decide(batch, ids, wanted, work, history=merchant.sandbox)
