"""Coupons of members by kind and by the order that they were used for, as decisions ask for them."""

from collections.abc import Collection
from typing import NamedTuple

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session
from headless.models.tables.rewards.coupons import COUPONS


class HeldCount(NamedTuple):
    """How many coupons of a kind a member has or had, without those that were taken back."""

    member_id: int
    kind_id: int
    coupons: int


_COUNT = f"""SELECT {columns(HeldCount, coupons="count(*)")} FROM coupon
WHERE merchant_id = $1 AND {{members}} AND {{kinds}} AND status <> {CouponStatus.REVOKED:d} GROUP BY member_id, kind_id"""


async def count_held(
    session: Session, merchant_id: int, members: Collection[int], kinds: Collection[int]
) -> list[HeldCount]:
    """Count the coupons of these kinds that these members have or had."""
    sql = _COUNT.format(members=session.any_of("member_id", 2), kinds=session.any_of("kind_id", 3))
    return reader(HeldCount)(await session.fetch(sql, merchant_id, members, kinds))


async def held_of_kinds(
    session: Session, merchant_id: int, members: Collection[int], kinds: Collection[int]
) -> list[Coupon]:
    """Return the unused coupons of these kinds that these members have, those that are expired or held included."""
    sql = f"""SELECT {columns(COUPONS)} FROM coupon WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {session.any_of("kind_id", 3)} AND status IN ({CouponStatus.OPEN:d}, {CouponStatus.HELD:d}) ORDER BY id"""
    return COUPONS.records(await session.fetch(sql, merchant_id, members, kinds))


async def used_for_orders(
    session: Session, merchant_id: int, members: Collection[int], orders: Collection[str]
) -> list[Coupon]:
    """Return the coupons that these members used for these orders, those that came back included."""
    sql = f"""SELECT {columns(COUPONS)} FROM coupon WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND {session.any_of("order_ref", 3)} ORDER BY id"""
    return COUPONS.records(await session.fetch(sql, merchant_id, members, orders))
