"""Reminders of coupons that end soon: an event for each coupon and end, so that rules, webhooks and front ends hear of it.

The event's identity is (engine, coupon.expiring:<coupon>:<end>), so that no second worker and no second run records it twice.
"""

from collections.abc import Sequence
from functools import partial

from headless.engine.member.coupons import COUPON_EXPIRING
from headless.engine.member.provenance import ENGINE
from headless.engine.program.offers import CouponKind
from headless.engine.program.program import Program
from headless.engine.values.zones import Zone
from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.rewards.ending_coupons import (
    EndingCoupon,
    Reminded,
    due_coupons,
    next_ends,
    note_reminded,
)
from headless.plugins.contract.scalars import iso_of
from headless.services.intake.acceptance import EventInput
from headless.services.intake.mutations import settle_inputs
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.services.settling.decision_loop import Batch
from headless.services.work.retrying import retrying
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

CHUNK = 500
ATTEMPTS = 3
KINDS = 200
"""How many kinds are asked for at once."""


async def run_reminders(kernel: Kernel, merchant: MerchantRow, now: int, chunks: int | None = None) -> int:
    """Remind members of what is due in at most `chunks` rounds, and return how many rounds found something."""
    return await work_off(lambda: retrying(partial(_round, kernel, merchant, now), ATTEMPTS), chunks)


async def next_reminder(session: Session, program: Program, now: int) -> int | None:
    """Return when the next reminder is due, None if none is. One that is overdue was put off, until its coupon is free."""
    kinds = {kind.id: kind for kind in _reminding(program)}
    if not kinds:
        return None
    ends = await next_ends(session, program.merchant_id, now, sorted(kinds))
    due = (
        max(_moment(kinds[end.kind_id], program.zone, end.expires_at), end.held_until or 0)
        for end in ends
        if (end.held_until or 0) < end.expires_at
    )
    return min(due, default=None)


async def _round(kernel: Kernel, merchant: MerchantRow, now: int) -> Round:
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        due = await _due(session, program, now)
    if not due:
        return NOTHING_DUE
    async with kernel.db.transaction() as session:
        await session.expect_many()
        current = await kernel.programs.merchant(session, merchant.id)
        program = await kernel.programs.of(session, current)
        await _remind(Batch(kernel, session, current, program, kernel.now(current)), due)
    return Round(1)


async def _due(session: Session, program: Program, now: int) -> list[EndingCoupon]:
    kinds, today = _reminding(program), program.zone.day_of(now)
    for start in range(0, len(kinds), KINDS):
        until = {kind.id: _until(kind, program.zone, today) for kind in kinds[start : start + KINDS]}
        due = await due_coupons(session, program.merchant_id, now, CHUNK, until)
        if due:
            return due
    return []


async def _remind(batch: Batch, due: Sequence[EndingCoupon]) -> None:
    """Record the events. Their handler passes over what was used, taken back or kept for an order in the meantime."""
    kinds, merchant = batch.program.coupon_kind_by_id, batch.merchant
    inputs = [
        EventInput(
            COUPON_EXPIRING, _data(coupon, kinds[coupon.kind_id]), None, ENGINE,
            f"{COUPON_EXPIRING}:{coupon.id}:{coupon.expires_at}", member_id=coupon.member_id,
        )
        for coupon in due
    ]  # fmt: skip
    recorded = await settle_inputs(batch, system(merchant.id, merchant.slug), inputs)
    told = [
        Reminded(merchant.id, coupon.id, coupon.expires_at)
        for coupon, answer in zip(due, recorded, strict=True)
        if answer.problem is None or answer.problem.code != "COUPON_HELD"
    ]
    await note_reminded(batch.session, told)


def _data(coupon: EndingCoupon, kind: CouponKind) -> dict[str, str]:
    return {
        "coupon": encode(Prefix.COUPON, coupon.id), "code": coupon.code, "kind": kind.code,
        "expiresAt": iso_of(coupon.expires_at),
    }  # fmt: skip


def _reminding(program: Program) -> list[CouponKind]:
    kinds = program.coupon_kind_by_id.values()
    return sorted((kind for kind in kinds if kind.life.remind_before is not None), key=lambda kind: kind.id)


def _moment(kind: CouponKind, zone: Zone, expires_at: int) -> int:
    """Return when the member is reminded of an end."""
    assert kind.life.remind_before is not None
    return zone.start_of(kind.life.remind_before.before(zone.day_of(expires_at)))


def _until(kind: CouponKind, zone: Zone, today: int) -> int:
    """Return the moment before which coupons must end so that they are reminded of today."""
    before = kind.life.remind_before
    assert before is not None
    last = before.after(today)
    while before.before(last + 1) <= today:
        last += 1
    while before.before(last) > today:
        last -= 1
    return zone.start_of(last + 1)
