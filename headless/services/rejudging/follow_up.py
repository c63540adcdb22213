"""What follows when the configuration changes: values of plugins' metrics computed anew, and when jobs and rankings run next."""

import hashlib

from headless.engine.program.program import Program
from headless.engine.program.schedules import instant_of
from headless.engine.standings.tier_votes import votes
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweeps import open_sweep
from headless.services.settling.metric_values import signature_of

SCHEDULE = ("merchant_id", "code", "due_at", "day", "after_id", "document", "leased_until")
COMPUTED = "computed "


async def plan(kernel: Kernel, session: Session, program: Program, now: int) -> bool:
    """Open a sweep where stored values stand on something that has changed, and keep the schedules those of the program.

    Tells whether there is something to do at once. The caller holds the merchant's row, or is the worker.
    """
    swept = await _sweep(kernel, session, program, now)
    return await _schedule(session, program, now) or swept


async def is_planned(session: Session, program: Program) -> bool:
    """Whether nothing would have to be planned anew; a plugin may have been upgraded meanwhile."""
    if await _last_swept(session, program) != _reason(program):
        return False
    rows = await session.fetch("SELECT code, document FROM schedule WHERE merchant_id = $1", program.merchant_id)
    return {row[0]: row[1] for row in rows} == {code: document for code, (document, _) in _wanted(program, 0).items()}


async def _sweep(kernel: Kernel, session: Session, program: Program, now: int) -> bool:
    reason = _reason(program)
    if await _last_swept(session, program) == reason:
        return False
    await open_sweep(kernel, session, program.merchant_id, reason, Changed(everything=True), now)
    return True


async def _last_swept(session: Session, program: Program) -> str:
    sql = "SELECT reason FROM sweep WHERE merchant_id = $1 AND reason LIKE $2 ORDER BY id DESC LIMIT 1"
    found = await session.fetch_value(sql, program.merchant_id, f"{COMPUTED}%")
    return found or f"{COMPUTED}nothing"


def _reason(program: Program) -> str:
    signature = signature_of(program)
    digest = hashlib.blake2b(signature.encode(), digest_size=16).hexdigest() if signature else "nothing"
    return f"{COMPUTED}{digest}"


async def _schedule(session: Session, program: Program, now: int) -> bool:
    rows = await session.fetch("SELECT code, document FROM schedule WHERE merchant_id = $1", program.merchant_id)
    known, wanted = {row[0]: row[1] for row in rows}, _wanted(program, now)
    gone = [(program.merchant_id, code) for code in known if code not in wanted]
    if gone:
        await session.delete("schedule", SCHEDULE[:2], gone)
    fresh = [
        (program.merchant_id, code, due_at, program.zone.day_of(due_at), 0, document, None)
        for code, (document, due_at) in wanted.items()
        if known.get(code) != document
    ]
    if fresh:
        await session.upsert("schedule", SCHEDULE[:2], SCHEDULE, fresh)
    return any(row[2] <= now for row in fresh)


def _wanted(program: Program, now: int) -> dict[str, tuple[str, int]]:
    """What is to be scheduled, by code: what it stands on, and when it would run first. A ranking runs at once."""
    found = {f"job:{job.name}": (job.declared.at, _first(program, job.declared.at, now)) for job in program.jobs}
    for track, rule in program.voters.items():
        if not votes(rule):
            found[f"rank:{track}"] = (f"{rule.name} {rule.plugin_version} {rule.declared.every} {rule.settings!r}", now)
    return found


def _first(program: Program, time_of_day: str, now: int) -> int:
    today = program.zone.day_of(now)
    at = instant_of(program.zone, today, time_of_day)
    return at if at > now else instant_of(program.zone, today + 1, time_of_day)
