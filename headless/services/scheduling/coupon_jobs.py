"""Coupons given to all members who meet a condition: asked for here, and given in the background, some members at a time.

Each chunk is one transaction that holds the job's row, gives the coupons and notes how far it is. So a process that dies has
given nothing that is not noted, and no second one gives a coupon again. The event's identity says the same:
(engine, issue:<job>:<member>). A job whose chunk fails is tried again later, and given up if it fails again and again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from headless.engine.conditions.conditions import Condition, compile_condition, scopes_used
from headless.engine.conditions.parsing import parse_condition
from headless.engine.evaluation.runner import describe
from headless.engine.member.provenance import ENGINE, ISSUE
from headless.engine.program.offers import CouponKind
from headless.engine.program.program import Program
from headless.engine.rewards.coupon_limits import kind_ended, unknown_kind
from headless.engine.texts.wording import in_every_language
from headless.engine.values.limits import COUPONS_PER_REQUEST
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import spelled
from headless.errors import HeadlessError, UniqueViolation
from headless.ids import Prefix, encode
from headless.logs import get_logger
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.conditions.conditions import compile_sql, untracked_keys
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.members.populations import EngineEvent, count_open_members, next_members_without_event
from headless.models.tables.work.bulk_jobs import (
    BulkJobStatus,
    BulkJobView,
    add_job,
    has_open_job,
    job_of_key,
    lock_job,
    lock_open_job,
    write_progress,
)
from headless.services.auditing.trail import Action, note
from headless.services.intake import senders
from headless.services.intake.acceptance import EventInput
from headless.services.intake.mutations import settle_inputs
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import Principal, system
from headless.services.settling.decision_loop import Batch
from headless.services.work.queues import BULK_JOBS
from headless.services.work.retrying import retrying
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

CHUNK = 500
ATTEMPTS = 3
ISSUED = "coupon.issued"
_ENDS = frozenset({"EXHAUSTED", "COUPON_KIND_ENDED", "EXPIRES_IN_THE_PAST", "UNKNOWN_COUPON_KIND"})
"""What stands against all members that are left. Anything else stands against one member alone, who is skipped."""
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for coupons for all members who meet a condition. expires_at: microseconds, None as the kind says."""

    kind: str
    where: Mapping[str, Any]
    count: int
    expires_at: int | None
    key: str

    @property
    def content_hash(self) -> str:
        text = json.dumps(
            [spelled(self.kind), json.loads(compact(self.where)), self.count, self.expires_at], sort_keys=True
        )
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Queued:
    """The job that gives the coupons, or why there is none."""

    job_id: int | None = None
    problem: Problem | None = None


# ── asking


async def start_job(kernel: Kernel, principal: Principal, asked: Asked) -> Queued:
    """Queue a job. A repeated key is answered with the job of the first time.

    Raises:
        Denied: the condition tests what the principal may not read.
        Invalid: the condition cannot be read.
    """
    key = read_key(asked.key)
    if isinstance(key, Problem):
        return Queued(problem=key)

    async def transaction() -> Queued:
        async with kernel.db.transaction() as session:
            return await _queue(kernel, session, principal, replace(asked, key=key))

    return await retrying(transaction, ATTEMPTS, (UniqueViolation,))


async def _queue(kernel: Kernel, session: Session, principal: Principal, asked: Asked) -> Queued:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
    condition = parse_condition(asked.where, program.metrics, program)
    for scope in sorted(scopes_used(condition)):
        principal.require(scope)
    earlier = await job_of_key(session, merchant.id, asked.key)
    if earlier is not None:
        same = earlier.content_hash == asked.content_hash
        return Queued(earlier.id) if same else Queued(problem=key_conflict(asked.key))
    kind = program.coupon_kinds.get(spelled(asked.kind))
    if kind is None:
        return Queued(problem=unknown_kind(program, asked.kind))
    problem = _unfit(program, principal, kind, condition, asked, now)
    if problem is not None:
        return Queued(problem=problem)
    document = {"where": asked.where, "count": asked.count, "expiresAt": asked.expires_at}
    job = BulkJobView(
        kernel.ids.new(), asked.key, asked.content_hash, kind.id, document, kernel.clock.now_us(), principal.actor
    )
    await add_job(session, merchant.id, job)
    told = {"kind": kind.code, **{name: value for name, value in document.items() if value is not None}}
    await note(kernel, session, principal, Action.CREATED, "BulkJob", encode(Prefix.JOB, job.id), after=told)
    return Queued(job.id)


def _unfit(
    program: Program, principal: Principal, kind: CouponKind, condition: Condition, asked: Asked, now: int
) -> Problem | None:
    """Return why such coupons cannot be given to anyone, None if they can."""
    problem = senders.type_problem(principal, program.event_types[ISSUED])
    if problem is not None:
        return replace(problem, path=())
    if not 1 <= asked.count <= COUPONS_PER_REQUEST:
        message = Message(
            "count is {count}; give each member 1 to {coupons_per_request}",
            count=asked.count, coupons_per_request=COUPONS_PER_REQUEST,
        )  # fmt: skip
        return invalid("INVALID_COUNT", message, "count")
    if asked.expires_at is not None and asked.expires_at <= now:
        message = Message("the coupons would expire before now; give a later expiresAt")
        return invalid("EXPIRES_IN_THE_PAST", message, "expiresAt")
    compile_condition(condition, program)
    if untracked_keys(condition, program.tracked):
        message = Message("where tests totals that are not kept; test others, or save a tag with this condition first")
        return invalid("NOT_TRACKED", message, "where")
    return kind_ended(kind, program.zone, now) if asked.expires_at is None else None


# ── giving


async def run_coupon_jobs(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Give coupons in at most `chunks` rounds, and return how many rounds there were something to do."""
    async with kernel.db.glance() as session:
        if not await has_open_job(session, merchant.id, kernel.clock.now_us()):
            return 0
    return await work_off(partial(_round, kernel, merchant), chunks)


async def _round(kernel: Kernel, merchant: MerchantRow) -> Round:
    """Run the next chunk of the oldest job that no other worker has. If that fails, note it: other jobs are not kept back."""
    tried: list[BulkJobView] = []
    try:
        # Members may be merged, or change at the same time, while a chunk waits for them: it is chosen again then.
        return await retrying(partial(_next_chunk, kernel, merchant, tried), ATTEMPTS)
    except Exception as fault:
        if not tried:
            raise
        log.exception("a chunk of a job failed", merchant=merchant.slug, job=encode(Prefix.JOB, tried[-1].id))
        await _note_failure(kernel, merchant, tried[-1], fault)
        return Round(1)


async def _next_chunk(kernel: Kernel, merchant: MerchantRow, tried: list[BulkJobView]) -> Round:
    """Run a chunk in a transaction. tried: where the job is put that it is of."""
    async with kernel.db.transaction() as session:
        await session.expect_many()
        job = await lock_open_job(session, merchant.id, kernel.clock.now_us())
        if job is None:
            return NOTHING_DUE
        tried.append(job)
        current = await kernel.programs.merchant(session, merchant.id)
        program = await kernel.programs.of(session, current)
        batch = Batch(kernel, session, current, program, kernel.now(current))
        after = replace(await _chunk(batch, job), attempts=0, again_at=None)
        if after.status > BulkJobStatus.RUNNING:
            after = replace(after, done_at=kernel.clock.now_us())
        await write_progress(session, current.id, after)
    return Round(1)


async def _note_failure(kernel: Kernel, merchant: MerchantRow, tried: BulkJobView, fault: Exception) -> None:
    """Count that a job failed, and put it off, or end it if that was the last attempt."""
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        job = await lock_job(session, merchant.id, tried.id)
        if job is None or (job.after_id, job.attempts) != (tried.after_id, tried.attempts):
            return  # another worker has it, or got on with it
        attempts = job.attempts + 1
        after = replace(job, attempts=attempts, again_at=BULK_JOBS.again_at(attempts, now))
        if BULK_JOBS.is_last(attempts):
            reason = fault.message if isinstance(fault, HeadlessError) else Message.plain(describe(fault))
            why = Message("it failed {attempts} times: {reason}", attempts=attempts, reason=reason)
            after = replace(
                after, status=BulkJobStatus.FAILED, error=in_every_language(why), done_at=now, again_at=None
            )  # fmt: skip
        await write_progress(session, merchant.id, after)


async def _chunk(batch: Batch, job: BulkJobView) -> BulkJobView:
    """Give coupons to the next members, and return how far the job is then."""
    try:
        condition = parse_condition(job.asked["where"], batch.program.metrics, batch.program)
    except HeadlessError as fault:
        return _ended(batch, job, BulkJobStatus.FAILED, fault.message)
    kind = batch.program.coupon_kind_by_id.get(job.kind_id)
    if kind is None:
        return _ended(batch, job, BulkJobStatus.FAILED, Message("the coupon kind does not exist any more"))
    if job.total is None:
        job = replace(job, status=BulkJobStatus.RUNNING, total=await _count(batch, job, condition))
    ids = await _members(batch, job, condition)
    job = _counted(batch, job, await _give(batch, job, kind.code, ids) if ids else ())
    if job.status is not BulkJobStatus.RUNNING:
        return job
    return replace(job, after_id=ids[-1]) if len(ids) == CHUNK else replace(job, status=BulkJobStatus.DONE)


async def _count(batch: Batch, job: BulkJobView, condition: Condition) -> int:
    today = batch.program.zone.day_of(batch.now)
    sql, values = compile_sql(condition, batch.program, batch.session.dialect, today, 3, batch.now)
    return await count_open_members(batch.session, batch.merchant.id, job.id, sql, values)


async def _members(batch: Batch, job: BulkJobView, condition: Condition) -> list[int]:
    """Return the next members who meet the condition now, and who were there when the job was asked for."""
    today = batch.program.zone.day_of(batch.now)
    sql, values = compile_sql(condition, batch.program, batch.session.dialect, today, 7, batch.now)
    event = EngineEvent(f"{ISSUE}{encode(Prefix.JOB, job.id)}:", "")
    return await next_members_without_event(
        batch.session, batch.merchant.id, job.after_id, CHUNK, event, sql, values, up_to_id=job.id
    )


async def _give(batch: Batch, job: BulkJobView, kind: str, ids: Sequence[int]) -> list[Recorded]:
    given = {"kind": kind, "count": job.asked["count"], "expiresAt": job.asked["expiresAt"]}
    data = {name: value for name, value in given.items() if value is not None}
    name = encode(Prefix.JOB, job.id)
    inputs = [
        EventInput(ISSUED, data, None, ENGINE, f"{ISSUE}{name}:{id_}", member_id=id_, actor=job.created_by)
        for id_ in ids
    ]
    principal = system(batch.merchant.id, batch.merchant.slug, job.created_by)
    return await settle_inputs(batch, principal, inputs)


def _counted(batch: Batch, job: BulkJobView, recorded: Sequence[Recorded]) -> BulkJobView:
    """Return the job with these members counted, ended if there is nothing left to give."""
    done = sum(answer.problem is None for answer in recorded)
    against = [answer.problem for answer in recorded if answer.problem is not None]
    ends = [problem for problem in against if problem.code in _ENDS]
    job = replace(job, done=job.done + done, skipped=job.skipped + len(against) - len(ends))
    if not ends:
        return job
    is_short = ends[0].code == "EXHAUSTED"
    return _ended(batch, job, BulkJobStatus.EXHAUSTED if is_short else BulkJobStatus.FAILED, ends[0].message)


def _ended(batch: Batch, job: BulkJobView, status: BulkJobStatus, why: Message) -> BulkJobView:
    log.warning(
        "coupons were not given to all members of a job",
        merchant=batch.merchant.slug, job=encode(Prefix.JOB, job.id), status=status.name, error=str(why),
    )  # fmt: skip
    return replace(job, status=status, error=in_every_language(why))
