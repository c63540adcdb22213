"""Coupons, grants, uses and takes as rows: columns to select, and records made of them."""

from typing import Any

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.entitlements import Granted, Taken, Use

COUPON_COLUMNS = """id, kind_id, code, serial, member_id, status, event_id, rule_id, issued_at, expires_at, used_at,
  used_event_id, order_ref, revoked_at, revoked_event_id, keep"""
GRANT_COLUMNS = """id, member_id, benefit_id, uses, used, until_at, granted_at, event_id, rule_id, revoked_at,
  revoked_event_id, keep"""
USE_COLUMNS = """id, member_id, benefit_id, event_id, used_at, used_on, used_by, serial, grant_id, coupon_id,
  reversed_at"""
TAKE_COLUMNS = "id, member_id, stock, count, event_id, rule_id, reversed_at, keep"


def coupon_of(row: Any) -> Coupon:
    """A coupon from COUPON_COLUMNS."""
    values = [row[place] for place in range(16)]
    values[5], values[15] = CouponStatus(values[5]), bool(values[15])
    return Coupon(*values)


def grant_of(row: Any) -> Granted:
    """A grant from GRANT_COLUMNS."""
    values = [row[place] for place in range(12)]
    values[11] = bool(values[11])
    return Granted(*values)


def use_of(row: Any) -> Use:
    """A use from USE_COLUMNS."""
    return Use(*(row[place] for place in range(11)))


def take_of(row: Any) -> Taken:
    """A take from TAKE_COLUMNS."""
    values = [row[place] for place in range(8)]
    values[7] = bool(values[7])
    return Taken(*values)
