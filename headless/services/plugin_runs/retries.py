"""Retries: what a failed rule left out of an event is settled alone later, exactly once."""

import json
import logging
from typing import Any

from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from headless.engine.values.limits import RETRY_ATTEMPTS
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.programs import MerchantRow
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.facts import EVENT_COLUMNS, event_of
from headless.services.settling.loading import Wanted
from headless.services.settling.writing import PARKED, write

WAITING, DONE, GIVEN_UP = 0, 1, 2
FIRST_PAUSE_US = 30_000_000
ABSENT_US = 3_600_000_000
log = logging.getLogger(__name__)
_DUE = """SELECT event_id, rule_id, member_id, attempts, document FROM rule_retry
WHERE merchant_id = $1 AND due_at <= $2 AND state = 0 ORDER BY due_at, event_id LIMIT 1 FOR UPDATE SKIP LOCKED"""


async def run_retries(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Try what is due again; the number that succeeded. After RETRY_ATTEMPTS a retry rests, and is shown as given up."""
    succeeded, count = 0, 0
    while chunks is None or count < chunks:
        done = await _retry_one(kernel, merchant)
        if done is None:
            break
        succeeded, count = succeeded + done, count + 1
    return succeeded


async def _retry_one(kernel: Kernel, merchant: MerchantRow) -> bool | None:
    row: Any = None
    try:
        async with kernel.db.transaction() as session:
            merchant = await kernel.programs.merchant(session, merchant.id)
            now = kernel.now(merchant)
            row = await session.fetch_one(_DUE, merchant.id, now)
            if row is None:
                return None
            program = await kernel.programs.of(session, merchant)
            if await _put_off(session, program, row, now):
                return False
            sql = f"SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND id = $2"
            found = await session.fetch_one(sql, merchant.id, row[0])
            assert found is not None
            record = event_of(found, program.payload)
            succeeded = await _settle(kernel, session, merchant, program, record, row, now)
            await _note(session, merchant.id, row, succeeded, now)
            return succeeded
    except Exception:
        if row is None:
            raise
        # One event that cannot be settled must not stand in the way of the others.
        log.exception("merchant %s: the retry of rule %s on event %s failed", merchant.slug, row[1], row[0])
        async with kernel.db.transaction() as session:
            await _note(session, merchant.id, row, False, kernel.now(merchant))
        return False


async def _note(session: Session, merchant_id: int, row: Any, succeeded: bool, now: int) -> None:
    attempts = row[3] + 1
    state = DONE if succeeded else GIVEN_UP if attempts >= RETRY_ATTEMPTS else WAITING
    due_at = now + FIRST_PAUSE_US * 2**attempts
    sql = """UPDATE rule_retry SET attempts = $4, due_at = $5, state = $6
WHERE merchant_id = $1 AND event_id = $2 AND rule_id = $3"""
    await session.execute(sql, merchant_id, row[0], row[1], attempts, due_at, state)


async def _put_off(session: Session, program: Program, row: Any, now: int) -> bool:
    """A paused rule waits until it is resumed; one whose plugin is gone or not enabled waits for it."""
    found = next((versions.latest for versions in program.rules if versions.latest.id == row[1]), None)
    state, due_at = (PARKED, now) if found is not None and found.paused else (WAITING, now + ABSENT_US)
    if found is not None and found.declared is not None and not found.paused:
        return False
    sql = "UPDATE rule_retry SET state = $4, due_at = $5 WHERE merchant_id = $1 AND event_id = $2 AND rule_id = $3"
    await session.execute(sql, program.merchant_id, row[0], row[1], state, due_at)
    return True


async def _settle(
    kernel: Kernel, session: Session, merchant: MerchantRow, program: Program, record: EventRecord, row: Any, now: int
) -> bool:
    document = json.loads(row[4])
    tiers = await _tiers_then(session, program, record)
    wanted = Wanted(lots={record.member_id})
    if record.type == "order.paid" and record.subject:
        wanted.origins.add((record.member_id, "order.paid", record.subject))

    async def work(settler: Settler) -> bool:
        record.recorded_at = now
        settler.run_clock(record.member_id, now)
        ok = settler.retry(record, row[1], document["kind"], frozenset(document["assets"]), tiers)
        settler.finish()
        if ok:
            await write(session, program, settler.states, settler.journal, now, kernel.ids.new)
        return ok

    batch = Batch(kernel, session, merchant, program, now)
    return await decide(batch, [record.member_id], wanted, work, history=merchant.sandbox)


async def _tiers_then(session: Session, program: Program, record: EventRecord) -> dict[str, str]:
    """The member's tiers by track, as they were when the event was settled."""
    sql = """SELECT track_id, tier_id FROM standing WHERE merchant_id = $1 AND member_id = $2 AND recorded_at <= $3
AND (event_id IS NULL OR event_id <> $4) ORDER BY seq"""
    rows = await session.fetch(sql, program.merchant_id, record.member_id, record.recorded_at, record.id)
    found: dict[str, str] = {}
    for row in rows:
        track = program.track_by_id.get(row[0])
        tier = track.by_id.get(row[1]) if track and row[1] is not None else None
        if track is not None:
            found.pop(track.code, None)
            if tier is not None:
                found[track.code] = tier.code
    return found
