"""Coupons as they are read: pages and counts of members by state, by code and by id."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.session import Session
from headless.models.tables.rewards.coupons import COUPONS

_COLUMNS = columns(COUPONS)
_OPEN = "(status = 0 OR (status = 1 AND held_until <= {now}))"
_STATES: Mapping[str, str] = MappingProxyType({
    "UNCLAIMED": f"({_OPEN} AND member_id IS NULL AND (expires_at IS NULL OR expires_at > {{now}}))",
    "USABLE": f"({_OPEN} AND member_id IS NOT NULL AND (expires_at IS NULL OR expires_at > {{now}}))",
    "HELD": "(status = 1 AND held_until > {now})",
    "USED": "status = 2",
    "EXPIRED": f"({_OPEN} AND expires_at <= {{now}})",
    "REVOKED": "status = 3",
})  # fmt: skip
"""States as callers see them: a coupon that has expired, or is no longer held, is not marked as such, so the instant decides."""


class CouponOrder(NamedTuple):
    """How coupons are sorted. key: the values of the columns of a coupon."""

    columns: Sequence[str]
    newest_first: bool
    key: Callable[[Coupon], tuple[int, ...]]


NEWEST = CouponOrder(["id"], True, lambda coupon: (coupon.id,))
_NEVER = 2**63 - 1
ORDERS: Mapping[str, CouponOrder] = MappingProxyType({
    "NEWEST": NEWEST,
    "OLDEST": CouponOrder(["id"], False, lambda coupon: (coupon.id,)),
    "EXPIRES_FIRST": CouponOrder(
        [f"COALESCE(expires_at, {_NEVER})", "id"], False,
        lambda coupon: (_NEVER if coupon.expires_at is None else coupon.expires_at, coupon.id),
    ),
})  # fmt: skip


async def page_of_coupons(
    session: Session,
    merchant_id: int,
    member_ids: Collection[int],
    states: Sequence[str] | None,
    now: int,
    page: PageRange,
    order: CouponOrder = NEWEST,
) -> list[Coupon]:
    """Return one page of each member's coupons in some states (None: all)."""
    keys = keyset(page, order.columns, 3, newest_first=order.newest_first)
    source = f"{_in_states(session, states, now)} AND {keys.beyond}"
    sql = numbered(_COLUMNS, ["member_id"], keys.order, source, page.limit)
    return COUPONS.records(await session.fetch(sql, merchant_id, sorted(set(member_ids)), *keys.values))


async def count_coupons(
    session: Session, merchant_id: int, member_ids: Collection[int], states: Sequence[str] | None, now: int
) -> dict[int, int]:
    """Return how many coupons in some states (None: all) members have."""
    sql = f"SELECT member_id, count(*) AS number FROM {_in_states(session, states, now)} GROUP BY member_id"
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)))
    return {row["member_id"]: row["number"] for row in rows}


async def coupon_of_code(session: Session, merchant_id: int, code: str) -> Coupon | None:
    """Return the coupon of a code in its normal form."""
    row = await session.fetch_one(
        f"SELECT {_COLUMNS} FROM coupon WHERE merchant_id = $1 AND code = $2", merchant_id, code
    )
    return None if row is None else COUPONS.record(row)


async def coupons_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, Coupon]:
    """Return coupons of any state by id."""
    sql = f"SELECT {_COLUMNS} FROM coupon WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {coupon.id: coupon for coupon in COUPONS.records(await session.fetch(sql, merchant_id, sorted(set(ids))))}


def _in_states(session: Session, states: Sequence[str] | None, now: int) -> str:
    """Return the table with the condition for members' coupons in some states."""
    owned = f"coupon WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"
    if states is None:
        return owned
    tests = [_STATES[state].format(now=int(now)) for state in states]
    return f"{owned} AND ({' OR '.join(tests) or 'FALSE'})"


class OwnedCoupons(NamedTuple):
    """How many coupons were given to members, expired ones included, and how many of them are used."""

    given: int
    used: int


async def count_owned_coupons(session: Session, merchant_id: int) -> OwnedCoupons:
    """Count the coupons that have an owner."""
    sql = f"""SELECT count(*) AS given, count(CASE WHEN status = {CouponStatus.USED:d} THEN 1 END) AS used
FROM coupon WHERE merchant_id = $1 AND member_id IS NOT NULL"""
    row = await session.fetch_one(sql, merchant_id)
    return OwnedCoupons(row["given"], row["used"]) if row else OwnedCoupons(0, 0)
