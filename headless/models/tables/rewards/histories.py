"""Coupons, grants and uses of benefits of many members, as verify, replay and back-tests read them."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.backtest.histories import UsedCoupon
from headless.models.base.member_rows import rows_by_member
from headless.models.base.session import Session


class StoredCoupon(NamedTuple):
    """A coupon as it is stored."""

    id: int
    kind_id: int
    code: str
    status: int
    event_id: int | None
    issued_at: int
    expires_at: int | None
    used_event_id: int | None
    revoked_event_id: int | None


class StoredGrant(NamedTuple):
    """A grant of a benefit, and how often it was used."""

    id: int
    used: int


class StoredUse(NamedTuple):
    """A use of a benefit as it is stored."""

    id: int
    benefit_id: int
    used_on: int
    grant_id: int | None
    reversed_at: int | None
    reversed_event_id: int | None
    event_id: int


async def coupons_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredCoupon]]:
    """Return the members' coupons, oldest first."""
    return await rows_by_member(session, StoredCoupon, "coupon", merchant_id, member_ids, "ORDER BY id")


async def grants_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredGrant]]:
    """Return what rules granted the members, oldest first."""
    return await rows_by_member(session, StoredGrant, "benefit_grant", merchant_id, member_ids, "ORDER BY id")


async def uses_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[StoredUse]]:
    """Return the members' uses of benefits, oldest first."""
    return await rows_by_member(session, StoredUse, "benefit_use", merchant_id, member_ids, "ORDER BY id")


async def used_coupons(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[UsedCoupon]]:
    """Return the coupons that the members used, even if they are usable again, or that were taken back from them."""
    condition = "AND (used_at IS NOT NULL OR revoked_at IS NOT NULL OR order_ref IS NOT NULL)"
    return await rows_by_member(session, UsedCoupon, "coupon", merchant_id, member_ids, condition)
