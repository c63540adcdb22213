"""What follows when the configuration changes: plugins' metrics are computed again, and jobs and rankings get their times."""

import hashlib

from headless.engine.program.program import Program
from headless.engine.program.schedules import RunTimes
from headless.engine.standings.tier_votes import votes
from headless.models.base.session import Session
from headless.models.tables.work.schedules import RANK, Planned, drop_schedules, plan_schedules, planned_documents
from headless.models.tables.work.sweeps import last_reason
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweeps import open_sweep
from headless.services.settling.metric_values import signature_of

COMPUTED = "computed "


async def plan(kernel: Kernel, session: Session, program: Program, now: int) -> bool:
    """Open a sweep if stored values depend on something that has changed, and plan the schedules of the program.

    Return True if there is something to do at once. The caller holds the merchant's row, or is the worker.
    """
    swept = await _sweep(kernel, session, program, now)
    return await _schedule(session, program, now) or swept


async def is_planned(session: Session, program: Program) -> bool:
    """Return True if `plan` would change nothing. A plugin may have been upgraded meanwhile."""
    if await _last_swept(session, program) != _reason(program):
        return False
    planned = await planned_documents(session, program.merchant_id)
    return planned == {code: document for code, (document, _) in _wanted(program, 0).items()}


async def _sweep(kernel: Kernel, session: Session, program: Program, now: int) -> bool:
    reason = _reason(program)
    if await _last_swept(session, program) == reason:
        return False
    await open_sweep(kernel, session, program.merchant_id, reason, Changed(everything=True), now)
    return True


async def _last_swept(session: Session, program: Program) -> str:
    return await last_reason(session, program.merchant_id, COMPUTED) or f"{COMPUTED}nothing"


def _reason(program: Program) -> str:
    signature = signature_of(program)
    digest = hashlib.blake2b(signature.encode(), digest_size=16).hexdigest() if signature else "nothing"
    return f"{COMPUTED}{digest}"


async def _schedule(session: Session, program: Program, now: int) -> bool:
    known, wanted = await planned_documents(session, program.merchant_id), _wanted(program, now)
    await drop_schedules(session, program.merchant_id, [code for code in known if code not in wanted])
    changed = [
        Planned(code, due_at, program.zone.day_of(due_at), document)
        for code, (document, due_at) in wanted.items()
        if known.get(code) != document
    ]
    await plan_schedules(session, program.merchant_id, changed)
    return any(planned.due_at <= now for planned in changed)


def _wanted(program: Program, now: int) -> dict[str, tuple[str, int]]:
    """Return what is to be scheduled, by code: what it depends on, and when it would run first. A ranking runs at once."""
    wanted = {}
    for job in program.jobs:
        times = RunTimes.of(job.declared)
        first = times.first(program.zone, now + 1)
        if first is not None:
            wanted[f"job:{job.name}"] = (str(times), first)
    for track, rule in program.voters.items():
        if not votes(rule):
            wanted[f"{RANK}{track}"] = (
                f"{rule.name} {rule.plugin_version} {rule.declared.every} {rule.settings!r}",
                now,
            )
    return wanted
