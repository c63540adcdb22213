"""Coupon kinds, version by version, and the coupons that were issued of them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member import coupons
from headless.engine.member.coupons import CouponStatus
from headless.models.base.mapping import FLAG, RowMap, columns, enum_of, reader
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class CouponKind(Versioned):
    """One version of a coupon kind. The highest version counts."""

    noun = "CouponKind"

    class Meta:
        table = "coupon_kind"


class Coupon(Row):
    """One numbered unit of a coupon kind. Whether it has expired is judged when it is read.

    reminded_of: the end of which its member was reminded.
    """

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
    held_until = fields.BigIntField(null=True)
    reminded_of = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "coupon"


class OwnedCoupon(NamedTuple):
    """A coupon's code, and its member, None if it has none."""

    member_id: int | None
    code: str


class UnownedCoupon(NamedTuple):
    """The state of a coupon without a member."""

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
    """Revoke a coupon without a member if it is still open. Return True if it was, and the coupon as it is now."""
    revoked = await session.execute(_REVOKE, merchant_id, coupon_id, now) > 0
    (row,) = await session.fetch(_UNOWNED, merchant_id, coupon_id)
    return revoked, UnownedCoupon._make(row)


_CONVERT = {"status": enum_of(CouponStatus), "keep": FLAG}
COUPONS: RowMap[coupons.Coupon] = RowMap(Coupon, coupons.Coupon, convert=_CONVERT, without=("batch_id", "reminded_of"))
BATCH_COUPONS: RowMap[tuple[coupons.Coupon, int | None]] = RowMap(
    Coupon, coupons.Coupon, convert=_CONVERT, given=("batch_id",), without=("reminded_of",)
)
"""Coupons, each with the batch in which it was issued."""
COUPON_CHANGES: RowMap[coupons.Coupon] = COUPONS.only(
    "member_id", "used_at", "used_event_id", "order_ref", "revoked_at", "revoked_event_id", "held_until", "expires_at"
)
"""What changes of a coupon, apart from its status (see `claim_coupons`)."""


class CouponEvents(NamedTuple):
    """A coupon and the events that issued, used and revoked it."""

    id: int
    kind_id: int
    event_id: int | None
    used_event_id: int | None
    revoked_event_id: int | None


async def coupons_by_code(session: Session, merchant_id: int, codes: Sequence[str]) -> list[coupons.Coupon]:
    """Return coupons by their codes, which must be written as they are stored."""
    sql = f"SELECT {columns(COUPONS)} FROM coupon WHERE merchant_id = $1 AND {session.any_of('code', 2)}"
    return COUPONS.records(await session.fetch(sql, merchant_id, codes))


async def coupons_of_events(session: Session, merchant_id: int, event_ids: Sequence[int]) -> list[coupons.Coupon]:
    """Return the coupons that events issued."""
    sql = f"""SELECT {columns(COUPONS)} FROM coupon
WHERE merchant_id = $1 AND {session.any_of("event_id", 2)} ORDER BY id"""
    return COUPONS.records(await session.fetch(sql, merchant_id, event_ids))


async def coupons_touched_by(
    session: Session, merchant_id: int, column: str, event_ids: Sequence[int]
) -> list[CouponEvents]:
    """Return the coupons that name one of these events in a column."""
    sql = f"SELECT {columns(CouponEvents)} FROM coupon WHERE merchant_id = $1 AND {session.any_of(column, 2)}"
    return reader(CouponEvents)(await session.fetch(sql, merchant_id, event_ids))


_CLAIMED_AT = {
    CouponStatus.USED: "used_at", CouponStatus.REVOKED: "revoked_at", CouponStatus.HELD: "held_until",
}  # fmt: skip


async def claim_coupons(
    session: Session,
    merchant_id: int,
    coupon_ids: Collection[int],
    member_ids: Collection[int],
    status: CouponStatus,
    now: int,
) -> int:
    """Use, revoke or hold those coupons that are still open, or held by one of these members, and return how many they are.

    The members' rows are locked, so that no one else can take what they hold.
    """
    sql = f"""UPDATE coupon SET status = $4, {_CLAIMED_AT[status]} = $5 WHERE merchant_id = $1
AND {session.any_of("id", 2)} AND (status = {CouponStatus.OPEN:d}
OR (status = {CouponStatus.HELD:d} AND {session.any_of("member_id", 3)}))"""
    return await session.execute(sql, merchant_id, coupon_ids, member_ids, int(status), now)


class HeldCode(NamedTuple):
    """The code of a coupon that is kept for an order of a member."""

    member_id: int
    order_ref: str
    code: str


async def held_codes(
    session: Session, merchant_id: int, member_ids: Sequence[int], orders: Sequence[str], now: int
) -> list[HeldCode]:
    """Return the codes of the coupons that are kept for orders of members, in the order in which they were given."""
    sql = f"""SELECT {columns(HeldCode)} FROM coupon WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {session.any_of("order_ref", 3)} AND status = {CouponStatus.HELD:d} AND held_until > $4 ORDER BY id"""
    return reader(HeldCode)(await session.fetch(sql, merchant_id, member_ids, orders, now))


async def reopen_coupons(session: Session, merchant_id: int, coupon_ids: Collection[int]) -> None:
    """Let coupons that were used or held be open again."""
    sql = f"""UPDATE coupon SET status = {CouponStatus.OPEN:d}, used_at = NULL, held_until = NULL
WHERE merchant_id = $1 AND {session.any_of("id", 2)} AND status IN ({CouponStatus.USED:d}, {CouponStatus.HELD:d})"""
    await session.execute(sql, merchant_id, coupon_ids)
