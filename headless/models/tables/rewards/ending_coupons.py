"""Coupons that end soon, and of whose end their members were not reminded yet."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headless.engine.member.coupons import CouponStatus
from headless.engine.member.status import MemberStatus
from headless.models.base.mapping import columns, names, reader
from headless.models.base.session import Session
from headless.models.tables.rewards.coupons import Coupon


class EndingCoupon(NamedTuple):
    """A coupon that ends at a moment, in microseconds."""

    id: int
    member_id: int
    kind_id: int
    code: str
    expires_at: int


class NextEnd(NamedTuple):
    """When the first coupons of a kind end. They are kept for orders until `held_until`, None if they are not."""

    kind_id: int
    expires_at: int
    held_until: int | None


class Reminded(NamedTuple):
    """A coupon, and the end of which its member was reminded."""

    merchant_id: int
    id: int
    reminded_of: int


_UNTOLD = """c.status < 2 AND c.member_id IS NOT NULL AND (c.reminded_of IS NULL OR c.reminded_of <> c.expires_at)
AND c.expires_at > $2"""
_FREE = f"(c.status = {CouponStatus.OPEN:d} OR c.held_until <= $2)"
_OWNERS = (
    f"JOIN member m ON m.merchant_id = c.merchant_id AND m.id = c.member_id AND m.status < {MemberStatus.CLOSED:d}"
)
_DUE = f"""SELECT {columns(EndingCoupon, "c")} FROM coupon c {_OWNERS}
WHERE c.merchant_id = $1 AND {_UNTOLD} AND {_FREE} AND ({{kinds}}) ORDER BY c.expires_at, c.id LIMIT $3"""
_NEXT = f"""SELECT {columns(NextEnd, "c", expires_at="min(c.expires_at)", held_until="c.held_until")} FROM coupon c {_OWNERS}
WHERE c.merchant_id = $1 AND {_UNTOLD} AND {{kinds}} GROUP BY c.kind_id, c.held_until"""


async def due_coupons(
    session: Session, merchant_id: int, now: int, most: int, until: Mapping[int, int]
) -> list[EndingCoupon]:
    """Return coupons of open members that can be used now and end before the moment that stands for their kind, soonest first.

    until: that moment by kind.
    """
    values: list[Any] = []
    kinds = []
    for kind_id, moment in until.items():
        kinds.append(f"(c.kind_id = ${4 + len(values)} AND c.expires_at < ${5 + len(values)})")
        values += [kind_id, moment]
    sql = _DUE.format(kinds=" OR ".join(kinds))
    return reader(EndingCoupon)(await session.fetch(sql, merchant_id, now, most, *values))


async def next_ends(session: Session, merchant_id: int, now: int, kinds: Sequence[int]) -> list[NextEnd]:
    """Return when the next coupons of kinds end, those that are kept for orders apart."""
    sql = _NEXT.format(kinds=session.any_of("c.kind_id", 3))
    return reader(NextEnd)(await session.fetch(sql, merchant_id, now, kinds))


async def note_reminded(session: Session, rows: Sequence[Reminded]) -> None:
    """Note that members were reminded of the ends of coupons."""
    await session.update("coupon", Coupon.keys, names(Reminded), rows)
