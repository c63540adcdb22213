"""Coupons given out and taken back by hand: to a member as an event, or as codes without an owner."""

from dataclasses import dataclass, replace

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.facts import FactsMissing
from headless.engine.program.offers import CouponKind
from headless.engine.program.program import Program
from headless.engine.rewards.coupon_limits import kind_ended, unknown_kind
from headless.engine.values.limits import CODES_PER_REQUEST, COUPONS_PER_REQUEST
from headless.engine.values.problems import Problem, invalid, refused
from headless.engine.values.spelling import spelled
from headless.errors import Invalid, UniqueViolation
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.rewards.coupon_batches import CouponBatch
from headless.models.tables.rewards.coupons import (
    BATCH_COUPONS,
    coupons_of_batch,
    coupons_of_event,
    owned_coupon,
    revoke_unowned,
)
from headless.models.tables.rewards.stocks import return_stock
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import read_key
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal
from headless.services.members.batches import hash_of, wrong_count
from headless.services.settling.stock_claims import claim_stock, new_code
from headless.services.work.retrying import retrying

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Coupons:
    """The coupons that were given out or taken back, or why none were."""

    ids: tuple[int, ...] = ()
    member_id: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """A request for codes without an owner. expires_at: microseconds, None as the kind says."""

    kind: str
    count: int
    expires_at: int | None
    key: str

    @property
    def content_hash(self) -> str:
        return hash_of(spelled(self.kind), self.count, self.expires_at)


async def issue_coupons(kernel: Kernel, principal: Principal, lookup: Lookup | None, codes: Codes) -> Coupons:
    """Give a member coupons, or make codes without an owner if no member is named.

    A repeated key is answered as the first time.
    """
    problem = wrong_count(codes.count, CODES_PER_REQUEST if lookup is None else COUPONS_PER_REQUEST)
    if problem is not None:
        return Coupons(problem=problem)
    key = read_key(codes.key)
    if isinstance(key, Problem):
        return Coupons(problem=key)
    if lookup is None:
        return await _issue_codes(kernel, principal, replace(codes, kind=spelled(codes.kind), key=key))
    data = {"kind": codes.kind, "count": codes.count, "expiresAt": codes.expires_at}
    done = await perform(kernel, principal, "coupon.issued", data, codes.key, lookup=lookup)
    if done.problem is not None or done.event_id is None:
        return Coupons(member_id=done.member_id, problem=done.problem)
    async with kernel.db.read() as session:
        return Coupons(await coupons_of_event(session, principal.merchant_id, done.event_id), done.member_id)


async def _issue_codes(kernel: Kernel, principal: Principal, codes: Codes) -> Coupons:
    async def transaction() -> Coupons:
        async with kernel.db.transaction() as session:
            return await _issue(kernel, session, principal, codes)

    try:
        # Another request may have the same key at the same time, or, once in an age, draw the same code.
        return await retrying(transaction, ATTEMPTS, (UniqueViolation,))
    except FactsMissing as short:
        left = short.key[1]
        message = Message(
            "coupon:{kind} has {left} left, {count} asked for", kind=codes.kind, left=left, count=codes.count
        )
        return Coupons(problem=refused("EXHAUSTED", message, "Exhausted", left=str(left), resetsAt=None))


async def _issue(kernel: Kernel, session: Session, principal: Principal, codes: Codes) -> Coupons:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
    repeated = await _repeated(session, merchant.id, codes)
    if repeated is not None:
        return repeated
    kind = program.coupon_kinds.get(codes.kind)
    if kind is None:
        return Coupons(problem=unknown_kind(program, codes.kind))
    if codes.expires_at is not None and codes.expires_at <= now:
        message = Message("the coupons would expire before now; give a later expiresAt")
        return Coupons(problem=invalid("EXPIRES_IN_THE_PAST", message, "expiresAt"))
    ended = kind_ended(kind, program.zone, now) if codes.expires_at is None else None
    if ended is not None:
        return Coupons(problem=ended)
    batch_id = kernel.ids.new()
    await CouponBatch.of(session, merchant.id).create(
        id=batch_id, idempotency_key=codes.key, content_hash=codes.content_hash, kind_id=kind.id, count=codes.count,
        issued_at=now, issued_by=principal.actor,
    )  # fmt: skip
    fresh = _fresh(kernel, program, kind, codes, now)
    if kind.stock is not None:
        numbers = await claim_stock(session, merchant.id, kind.stock_name, codes.count)
        for coupon, serial in zip(fresh, numbers, strict=True):
            coupon.serial = serial
    await session.write(BATCH_COUPONS.insert(merchant.id, [(coupon, batch_id) for coupon in fresh]))
    return Coupons(tuple(coupon.id for coupon in fresh))


def _fresh(kernel: Kernel, program: Program, kind: CouponKind, codes: Codes, now: int) -> list[Coupon]:
    zone, expires_at = program.zone, codes.expires_at
    if expires_at is None:
        expires_at = kind.life.ends_at(zone.day_of(now), zone)
    return [
        Coupon(kernel.ids.new(), kind.id, new_code(), None, None, CouponStatus.OPEN, None, None, now, expires_at)
        for _ in range(codes.count)
    ]


async def _repeated(session: Session, merchant_id: int, codes: Codes) -> Coupons | None:
    batch = await CouponBatch.of(session, merchant_id).filter(idempotency_key=codes.key).first()
    if batch is None:
        return None
    if batch.content_hash != codes.content_hash:
        message = Message(
            "the key {key!r} was used before for another request; give each request a key of its own", key=codes.key
        )
        return Coupons(
            problem=Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", {"key": codes.key}, ("idempotencyKey",))
        )
    return Coupons(await coupons_of_batch(session, merchant_id, batch.id))


async def revoke_coupon(kernel: Kernel, principal: Principal, coupon: str, reason: str, key: str) -> Coupons:
    """Take an unused coupon back, and give its unit back to the stock."""
    checked_key = read_key(key)
    if isinstance(checked_key, Problem):
        return Coupons(problem=checked_key)
    if not reason.strip():
        return Coupons(problem=invalid("INVALID_DATA", Message("say why the coupon is taken back"), "reason"))
    try:
        id_ = decode(Prefix.COUPON, coupon)
    except Invalid as fault:
        return Coupons(problem=invalid("UNKNOWN_COUPON", fault.message, "coupon"))
    async with kernel.db.read() as session:
        owned = await owned_coupon(session, principal.merchant_id, id_)
    if owned is None:
        return Coupons(
            problem=invalid("UNKNOWN_COUPON", Message("there is no coupon {coupon}", coupon=coupon[:60]), "coupon")
        )
    if owned.member_id is None:
        return await _revoke_code(kernel, principal, id_)
    data = {"code": owned.code, "reason": reason}
    done = await perform(kernel, principal, "coupon.revoked", data, key, member_id=owned.member_id)
    return Coupons((id_,), done.member_id, done.problem)


async def _revoke_code(kernel: Kernel, principal: Principal, id_: int) -> Coupons:
    """Take back a code without an owner. One that was taken back before stays so."""
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
        revoked, coupon = await revoke_unowned(session, merchant.id, id_, kernel.now(merchant))
        if revoked and coupon.serial is not None:
            await return_stock(session, merchant.id, program.coupon_kind_by_id[coupon.kind_id].stock_name, 1)
    if coupon.status != CouponStatus.REVOKED:
        return Coupons(problem=refused("COUPON_USED", Message("the coupon was used before; it cannot be taken back")))
    return Coupons((id_,))
