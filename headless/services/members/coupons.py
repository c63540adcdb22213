"""Coupons given out and taken back by hand: to a member as an event, or as codes that nobody owns yet."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.state import FactsMissing
from headless.engine.program.offers import CouponKind
from headless.engine.program.program import Program
from headless.engine.values.limits import COUPONS_PER_REQUEST
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid, UniqueViolation
from headless.ids import Prefix, decode
from headless.models.base.session import Session
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.settling.reward_writing import COUPON, coupon_row
from headless.services.settling.stock_claims import claim_stock, give_back_stock, new_code
from headless.services.work.retrying import retrying

ATTEMPTS = 3
BATCH = ("merchant_id", "id", "idempotency_key", "content_hash", "kind_id", "count", "issued_at", "issued_by")


@dataclass(frozen=True, slots=True)
class Coupons:
    """The coupons that were given out or taken back, or why none were."""

    ids: tuple[int, ...] = ()
    member_id: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """A request for codes that nobody owns yet; `expires_at` in microseconds, None as the kind says."""

    kind: str
    count: int
    expires_at: int | None
    key: str

    @property
    def content_hash(self) -> str:
        text = json.dumps([self.kind, self.count, self.expires_at])
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


async def issue_coupons(kernel: Kernel, principal: Principal, lookup: Lookup | None, codes: Codes) -> Coupons:
    """Give a member coupons, or without one make codes that nobody owns yet; a repeated key answers as the first time."""
    if not 1 <= codes.count <= COUPONS_PER_REQUEST:
        message = f"count is {codes.count}; give 1 to {COUPONS_PER_REQUEST}, in several requests if need be"
        return Coupons(problem=invalid("INVALID_COUNT", message, "count"))
    if lookup is None:
        return await _issue_codes(kernel, principal, codes)
    data = {"kind": codes.kind, "count": codes.count, "expiresAt": codes.expires_at}
    done = await perform(kernel, principal, "coupon.issued", data, codes.key, lookup=lookup)
    return await _of_event(kernel, principal, done, "event_id")


async def _of_event(kernel: Kernel, principal: Principal, done: Performed, column: str) -> Coupons:
    if done.problem is not None or done.event_id is None:
        return Coupons(member_id=done.member_id, problem=done.problem)
    async with kernel.db.read() as session:
        sql = f"SELECT id FROM coupon WHERE merchant_id = $1 AND {column} = $2 ORDER BY id"
        rows = await session.fetch(sql, principal.merchant_id, done.event_id)
    return Coupons(tuple(row[0] for row in rows), done.member_id)


async def _issue_codes(kernel: Kernel, principal: Principal, codes: Codes) -> Coupons:
    async def transaction() -> Coupons:
        async with kernel.db.transaction() as session:
            return await _issue(kernel, session, principal, codes)

    try:
        # Another request may have the same key at the same time, or, once in an age, draw the same code.
        return await retrying(transaction, ATTEMPTS, (UniqueViolation,))
    except FactsMissing as short:
        left = short.key[1]
        message = f"coupon:{codes.kind} has {left} left, {codes.count} asked for"
        return Coupons(problem=refused("EXHAUSTED", message, "Exhausted", left=str(left), resetsAt=None))


async def _issue(kernel: Kernel, session: Session, principal: Principal, codes: Codes) -> Coupons:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
    repeated = await _repeated(session, merchant.id, codes)
    if repeated is not None:
        return repeated
    kind = program.coupon_kinds.get(codes.kind)
    if kind is None:
        known = ", ".join(sorted(program.coupon_kinds)) or "none"
        message = f"the coupon kind {codes.kind!r} does not exist; there are: {known}"
        return Coupons(problem=invalid("UNKNOWN_COUPON_KIND", message, "kind"))
    if codes.expires_at is not None and codes.expires_at <= now:
        message = "the coupons would expire before now; give a later expiresAt"
        return Coupons(problem=invalid("EXPIRES_IN_THE_PAST", message, "expiresAt"))
    batch_id = kernel.ids.new()
    row = (merchant.id, batch_id, codes.key, codes.content_hash, kind.id, codes.count, now, principal.actor)
    await session.insert("coupon_batch", BATCH, [row])
    fresh = _fresh(kernel, program, kind, codes, now)
    if kind.stock is not None:
        numbers = await claim_stock(session, merchant.id, kind.stock_name, codes.count)
        for coupon, serial in zip(fresh, numbers, strict=True):
            coupon.serial = serial
    rows = [(*coupon_row(merchant.id, coupon), batch_id) for coupon in fresh]
    await session.insert("coupon", (*COUPON, "batch_id"), rows)
    return Coupons(tuple(coupon.id for coupon in fresh))


def _fresh(kernel: Kernel, program: Program, kind: CouponKind, codes: Codes, now: int) -> list[Coupon]:
    expires_at, ends_on = codes.expires_at, kind.ends_on(program.zone.day_of(now))
    if expires_at is None and ends_on is not None:
        expires_at = program.zone.start_of(ends_on)
    return [
        Coupon(kernel.ids.new(), kind.id, new_code(), None, None, CouponStatus.OPEN, None, None, now, expires_at)
        for _ in range(codes.count)
    ]


async def _repeated(session: Session, merchant_id: int, codes: Codes) -> Coupons | None:
    sql = "SELECT id, content_hash FROM coupon_batch WHERE merchant_id = $1 AND idempotency_key = $2"
    row = await session.fetch_one(sql, merchant_id, codes.key)
    if row is None:
        return None
    if row[1] != codes.content_hash:
        message = f"the key {codes.key!r} was used before for another request; give each request a key of its own"
        return Coupons(
            problem=Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", {"key": codes.key}, ("idempotencyKey",))
        )
    sql = "SELECT id FROM coupon WHERE merchant_id = $1 AND batch_id = $2 ORDER BY id"
    return Coupons(tuple(each[0] for each in await session.fetch(sql, merchant_id, row[0])))


async def revoke_coupon(kernel: Kernel, principal: Principal, coupon: str, reason: str, key: str) -> Coupons:
    """Take an unused coupon back; its unit goes back to the stock."""
    try:
        id_ = decode(Prefix.COUPON, coupon)
    except Invalid as fault:
        return Coupons(problem=invalid("UNKNOWN_COUPON", fault.message, "coupon"))
    async with kernel.db.read() as session:
        sql = "SELECT member_id, code, batch_id FROM coupon WHERE merchant_id = $1 AND id = $2"
        row = await session.fetch_one(sql, principal.merchant_id, id_)
    if row is None:
        return Coupons(problem=invalid("UNKNOWN_COUPON", f"there is no coupon {coupon[:60]}", "coupon"))
    if row[0] is None:
        return await _revoke_code(kernel, principal, id_)
    data = {"code": row[1], "reason": reason}
    done = await perform(kernel, principal, "coupon.revoked", data, key, member_id=row[0])
    return Coupons((id_,), done.member_id, done.problem)


async def _revoke_code(kernel: Kernel, principal: Principal, id_: int) -> Coupons:
    """Take back a code that nobody owns; one that was taken back before stays so."""
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
        sql = """UPDATE coupon SET status = 3, revoked_at = $3
WHERE merchant_id = $1 AND id = $2 AND status = 0 AND member_id IS NULL"""
        changed = await session.execute(sql, merchant.id, id_, kernel.now(merchant))
        sql = "SELECT status, serial, kind_id FROM coupon WHERE merchant_id = $1 AND id = $2"
        row: Any = await session.fetch_one(sql, merchant.id, id_)
        if changed and row[1] is not None:
            await give_back_stock(session, merchant.id, program.coupon_kind_by_id[row[2]].stock_name, 1)
    if row[0] != CouponStatus.REVOKED:
        return Coupons(problem=refused("COUPON_USED", "the coupon was used before; it cannot be taken back"))
    return Coupons((id_,))
