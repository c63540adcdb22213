"""Retries: what a failed rule left out of an event is settled alone later, exactly once."""

import json
from functools import partial

from headless.engine.evaluation.others.keeping import History as OthersThen
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from headless.errors import StorageBusy
from headless.logs import get_logger
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.event_queries import event_by_id
from headless.models.tables.events.events import one_with_data
from headless.models.tables.members.lives.merging import decided_for
from headless.models.tables.members.lives.other_facts import others_of_event
from headless.models.tables.members.standings import tiers_before
from headless.models.tables.work.retries import DueRetry, RetryState, claim_retry, note_retry
from headless.services.kernel.kernel import Kernel
from headless.services.settling.decision_loop import Batch, decide, with_others
from headless.services.settling.loading import Wanted
from headless.services.settling.writing import write
from headless.services.work.queues import RETRIES
from headless.services.work.retrying import retrying
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

ATTEMPTS = 5
ABSENT_US = 3_600_000_000
"""How long a retry waits for a plugin that is gone or not enabled."""
log = get_logger(__name__)


async def run_retries(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Try what is due again, and return how many succeeded. After its last attempt a retry rests, and is shown as given up."""
    return await work_off(partial(_round, kernel, merchant), chunks)


async def _round(kernel: Kernel, merchant: MerchantRow) -> Round:
    claimed: list[DueRetry] = []

    async def attempt(others: frozenset[int]) -> Round:
        claimed.clear()
        async with kernel.db.transaction() as session:
            current = await kernel.programs.merchant(session, merchant.id)
            now = kernel.now(current)
            retry = await claim_retry(session, merchant.id, now)
            if retry is None:
                return NOTHING_DUE
            claimed.append(retry)
            return Round(await _retry(kernel, session, current, retry, now, others))

    try:
        # A merge or an erasing holds the member and wants the retry, this the other way round.
        return await retrying(partial(with_others, attempt), ATTEMPTS, (StorageBusy,))
    except Exception:
        if not claimed:
            raise
        # One event that cannot be settled must not keep back the others.
        (retry,) = claimed
        log.exception("a retry failed", merchant=merchant.slug, rule_id=retry.rule_id, event_id=retry.event_id)
        async with kernel.db.transaction() as session:
            current = await kernel.programs.merchant(session, merchant.id)
            await _note(session, merchant.id, retry, False, kernel.now(current))
        return Round()


async def _retry(
    kernel: Kernel, session: Session, merchant: MerchantRow, retry: DueRetry, now: int, others: frozenset[int]
) -> bool:
    """Run one retry, or put it off. Return True if it succeeded."""
    program = await kernel.programs.of(session, merchant)
    if await _put_off(session, program, retry, now):
        return False
    event = one_with_data(await event_by_id(session, merchant.id, retry.event_id), program.payload)
    batch = Batch(kernel, session, merchant, program, now, others=others, begins_again=True)
    succeeded = await _settle(batch, event, retry)
    await _note(session, merchant.id, retry, succeeded, now)
    return succeeded


async def _note(session: Session, merchant_id: int, retry: DueRetry, succeeded: bool, now: int) -> None:
    attempts = retry.attempts + 1
    failed = RetryState.GIVEN_UP if RETRIES.is_last(attempts) else RetryState.WAITING
    state = RetryState.DONE if succeeded else failed
    await note_retry(session, merchant_id, retry, attempts, RETRIES.again_at(attempts, now), state)


async def _put_off(session: Session, program: Program, retry: DueRetry, now: int) -> bool:
    """Put off a retry whose rule is paused, or whose plugin is gone or not enabled. Return False if its rule can run."""
    rule = next((versions.latest for versions in program.rules if versions.latest.id == retry.rule_id), None)
    if rule is not None and rule.paused:
        await note_retry(session, program.merchant_id, retry, retry.attempts, now, RetryState.PARKED)
        return True
    if rule is None or rule.declared is None:
        again_at = now + ABSENT_US
        await note_retry(session, program.merchant_id, retry, retry.attempts, again_at, RetryState.WAITING)
        return True
    return False


async def _settle(batch: Batch, record: EventRecord, retry: DueRetry) -> bool:
    session, program, now = batch.session, batch.program, batch.now
    document = json.loads(retry.document)
    tiers = await _tiers_then(session, program, record)
    wanted = Wanted(lots={record.member_id})
    if record.type in program.refunded_by and record.subject:
        wanted.origins.add((record.member_id, record.type, record.subject))

    kept = await others_of_event(session, program.merchant_id, record.id)

    async def work(settler: Settler) -> bool:
        record.recorded_at = now
        if kept and (state := settler.states.get(record.member_id)) is not None:
            # What the event's other rules saw of other members stands.
            state.facts.others = OthersThen.of(kept)
        settler.run_clock(record.member_id, now)
        ok = settler.retry(record, retry.rule_id, document["kind"], frozenset(document["assets"]), tiers)
        settler.finish()
        if ok:
            kernel = batch.kernel
            clock_us = kernel.clock.now_us()
            await write(session, program, settler.states, settler.journal, now, kernel.ids.new, clock_us=clock_us)
        return ok

    return await decide(batch, [record.member_id], wanted, work, history=batch.merchant.sandbox)


async def _tiers_then(session: Session, program: Program, record: EventRecord) -> dict[str, str]:
    """Return the member's tiers by track, as they were when the event was settled."""
    tiers: dict[str, str] = {}
    member_id = await decided_for(session, program.merchant_id, record.id)
    for held in await tiers_before(session, program.merchant_id, member_id, record.recorded_at, record.id):
        track = program.track_by_id.get(held.track_id)
        if track is None:
            continue
        tiers.pop(track.code, None)
        tier = track.by_id.get(held.tier_id) if held.tier_id is not None else None
        if tier is not None:
            tiers[track.code] = tier.code
    return tiers
