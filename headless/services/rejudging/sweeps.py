"""Sweeps: after the configuration changed, SQL finds the members whose result may differ, and chunks of them are judged anew
through the engine; resumable. Where SQL cannot find them all members are."""

import json
from collections.abc import Mapping
from typing import Any

from headless.engine.ledger.lot_schedule import refresh_due
from headless.engine.settlement.settle import Settler
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweep_candidates import Open, Piece, find
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.loading import Wanted
from headless.services.settling.writing import write

SMALL = 5_000
_COLUMNS = ("merchant_id", "id", "reason", "document", "after_id", "status", "created_at", "leased_until")
_OPEN = """SELECT id, reason, document, after_id, created_at FROM sweep WHERE merchant_id = $1 AND status = 0
ORDER BY id LIMIT 1"""
_LOCKED = """SELECT after_id, document FROM sweep WHERE merchant_id = $1 AND id = $2 AND status = 0
FOR UPDATE SKIP LOCKED"""
_SET = "UPDATE sweep SET after_id = $3, document = $4, status = $5 WHERE merchant_id = $1 AND id = $2"


async def open_sweep(
    kernel: Kernel, session: Session, merchant_id: int, reason: str, changed: Changed, now: int
) -> None:
    """Ask for a sweep, in the transaction of the change that makes it necessary."""
    document = json.dumps(changed.to_json())
    row = (merchant_id, kernel.ids.new(), reason, document, 0, 0, now, None)
    await session.insert("sweep", _COLUMNS, [row])


async def run_small_sweeps(kernel: Kernel, merchant_id: int) -> None:
    """Finish open sweeps at once where there are few members, so that the caller sees the result."""
    async with kernel.db.read() as session:
        few = await session.fetch("SELECT 1 FROM member WHERE merchant_id = $1 LIMIT $2", merchant_id, SMALL + 1)
    if len(few) <= SMALL:
        await run_sweeps(kernel, merchant_id)


async def run_sweeps(kernel: Kernel, merchant_id: int, chunks: int | None = None) -> int:
    """Work off a merchant's open sweeps, at most about `chunks` transactions; the number of members judged."""
    judged, done = 0, 0
    while chunks is None or done < chunks:
        async with kernel.db.read() as session:
            row = await session.fetch_one(_OPEN, merchant_id)
            if row is None:
                break
            sweep = Open(merchant_id, row[0], row[1], json.loads(row[2]), row[3], row[4])
            pieces = await find(kernel, session, sweep)
        for piece in pieces:
            count = await _work(kernel, sweep, piece)
            if count is None:
                return judged
            judged, done = judged + count, done + 1
    return judged


async def _work(kernel: Kernel, sweep: Open, piece: Piece) -> int | None:
    """Judge what was found and note how far it got; None where somebody else is at it, or got further meanwhile."""
    async with kernel.db.transaction() as session:
        await session.expect_many()
        row = await session.fetch_one(_LOCKED, sweep.merchant_id, sweep.id)
        if row is None or (row[0], json.loads(row[1])) != (sweep.after_id, sweep.document):
            return None
        if piece.dues:
            await _bring_forward(session, sweep.merchant_id, piece.dues)
        if piece.ids:
            await _judge(kernel, session, sweep.merchant_id, piece.ids, sweep.document)
        status = 1 if piece.ends else 0
        await session.execute(
            _SET, sweep.merchant_id, sweep.id, piece.after_id, json.dumps(piece.document), status
        )  # fmt: skip
    sweep.after_id, sweep.document = piece.after_id, piece.document
    return len(piece.ids)


async def _bring_forward(session: Session, merchant_id: int, dues: Mapping[int, int]) -> None:
    """Let the clock look at members sooner than it would have; it alone decides what is to be done."""
    sql = f"SELECT id, due_at FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)} ORDER BY id FOR UPDATE"
    rows = await session.fetch(sql, merchant_id, list(dues))
    sooner = [(merchant_id, id_, dues[id_]) for id_, due_at in rows if due_at is None or due_at > dues[id_]]
    await session.update("member", ("merchant_id", "id"), ("merchant_id", "id", "due_at"), sooner)


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
        await write(session, program, settler.states, settler.journal, now, kernel.ids.new)

    batch, wanted = Batch(kernel, session, merchant, program, now), Wanted(lots=set(ids) if kinds else set())
    await decide(batch, ids, wanted, work, history=merchant.sandbox)
