"""Sweeps: after the configuration changed, chunks of members are judged anew through the engine; resumable."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from headless.engine.settle import Settler
from headless.models.session import Session
from headless.services.deciding import Batch, decide
from headless.services.kernel import Kernel
from headless.services.loading import Wanted
from headless.services.writing import write

CHUNK = 500
SMALL = 5_000
_COLUMNS = ("merchant_id", "id", "reason", "document", "after_id", "status", "created_at", "leased_until")


async def open_sweep(
    kernel: Kernel,
    session: Session,
    merchant_id: int,
    reason: str,
    review: Sequence[int],
    now: int,
    *,
    kinds: Sequence[int] = (),
) -> None:
    """Ask for a sweep, in the transaction of the change that makes it necessary.

    review: tracks that may demote. kinds: asset kinds whose lots are due at other times now.
    """
    document = json.dumps({"review": list(review), "kinds": list(kinds)})
    row = (merchant_id, kernel.ids.new(), reason, document, 0, 0, now, None)
    await session.insert("sweep", _COLUMNS, [row])


async def run_small_sweeps(kernel: Kernel, merchant_id: int) -> None:
    """Finish open sweeps at once where there are few members, so that the caller sees the result."""
    async with kernel.db.read() as session:
        few = await session.fetch("SELECT 1 FROM member WHERE merchant_id = $1 LIMIT $2", merchant_id, SMALL + 1)
    if len(few) <= SMALL:
        await run_sweeps(kernel, merchant_id)


async def run_sweeps(kernel: Kernel, merchant_id: int, chunks: int | None = None) -> int:
    """Work off a merchant's open sweeps, at most `chunks` transactions; the number of members judged."""
    judged, done = 0, 0
    while chunks is None or done < chunks:
        count = await _chunk(kernel, merchant_id)
        if count is None:
            break
        judged, done = judged + count, done + 1
    return judged


async def _chunk(kernel: Kernel, merchant_id: int) -> int | None:
    async with kernel.db.transaction() as session:
        sql = """SELECT id, document, after_id FROM sweep WHERE merchant_id = $1 AND status = 0
ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"""
        row = await session.fetch_one(sql, merchant_id)
        if row is None:
            return None
        sql = "SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3"
        ids = [each[0] for each in await session.fetch(sql, merchant_id, row[2], CHUNK)]
        if ids:
            await _judge(kernel, session, merchant_id, ids, json.loads(row[1]))
        status = 0 if len(ids) == CHUNK else 1
        sql = "UPDATE sweep SET after_id = $3, status = $4 WHERE merchant_id = $1 AND id = $2"
        await session.execute(sql, merchant_id, row[0], ids[-1] if ids else row[2], status)
        return len(ids)


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
                settler.ledger(state, now).refresh_due(kind)
        settler.finish()
        await write(session, program, settler.states, settler.journal, now, kernel.ids.new)

    batch, wanted = Batch(kernel, session, merchant, program, now), Wanted(lots=set(ids) if kinds else set())
    await decide(batch, ids, wanted, work, history=merchant.sandbox)
