"""Coupon kinds, version by version, and the coupons that were issued of them."""

from typing import NamedTuple

from tortoise import fields

from headless.engine.member.coupons import CouponStatus
from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class CouponKind(Versioned):
    """One version of a coupon kind; the highest version counts."""

    class Meta:
        table = "coupon_kind"


class Coupon(Row):
    """One numbered unit of a coupon kind; whether it has expired is judged when it is read."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    code = fields.TextField()
    serial = fields.BigIntField(null=True)
    member_id = fields.BigIntField(null=True)
    status = fields.SmallIntField()
    event_id = fields.BigIntField(null=True)
    rule_id = fields.BigIntField(null=True)
    batch_id = fields.BigIntField(null=True)
    issued_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    used_at = fields.BigIntField(null=True)
    used_event_id = fields.BigIntField(null=True)
    order_ref = fields.TextField(null=True)
    revoked_at = fields.BigIntField(null=True)
    revoked_event_id = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "coupon"


class OwnedCoupon(NamedTuple):
    """A coupon's code, and its member, None if nobody owns it."""

    member_id: int | None
    code: str


class UnownedCoupon(NamedTuple):
    """The state of a coupon that nobody owns."""

    status: int
    serial: int | None
    kind_id: int


_OWNED = f"SELECT {columns(OwnedCoupon)} FROM coupon WHERE merchant_id = $1 AND id = $2"
_UNOWNED = f"SELECT {columns(UnownedCoupon)} FROM coupon WHERE merchant_id = $1 AND id = $2"
_REVOKE = f"""UPDATE coupon SET status = {CouponStatus.REVOKED:d}, revoked_at = $3
WHERE merchant_id = $1 AND id = $2 AND status = {CouponStatus.OPEN:d} AND member_id IS NULL"""


async def coupons_of_event(session: Session, merchant_id: int, event_id: int) -> tuple[int, ...]:
    """Return the ids of the coupons that an event issued, in order."""
    sql = "SELECT id FROM coupon WHERE merchant_id = $1 AND event_id = $2 ORDER BY id"
    return tuple(row["id"] for row in await session.fetch(sql, merchant_id, event_id))


async def coupons_of_batch(session: Session, merchant_id: int, batch_id: int) -> tuple[int, ...]:
    """Return the ids of the coupons of a batch, in order."""
    sql = "SELECT id FROM coupon WHERE merchant_id = $1 AND batch_id = $2 ORDER BY id"
    return tuple(row["id"] for row in await session.fetch(sql, merchant_id, batch_id))


async def owned_coupon(session: Session, merchant_id: int, coupon_id: int) -> OwnedCoupon | None:
    """Return whose a coupon is and its code, None if the merchant has no such coupon."""
    row = await session.fetch_one(_OWNED, merchant_id, coupon_id)
    return None if row is None else OwnedCoupon._make(row)


async def revoke_unowned(session: Session, merchant_id: int, coupon_id: int, now: int) -> tuple[bool, UnownedCoupon]:
    """Revoke a coupon that nobody owns if it is still open. Return True if it was, and the coupon as it is now."""
    revoked = await session.execute(_REVOKE, merchant_id, coupon_id, now) > 0
    (row,) = await session.fetch(_UNOWNED, merchant_id, coupon_id)
    return revoked, UnownedCoupon._make(row)
