"""Events that the mutations on coupons and benefits record."""

from typing import Annotated

from pydantic import Field

from headless.engine.explaining.fact_scopes import BENEFITS, COUPONS
from headless.engine.values.limits import COUPONS_PER_REQUEST
from headless.plugins import EventData, EventType
from headless.plugins.builtin.events.senders import ENGINE
from headless.plugins.contract.scalars import Code, Instant, Key, Reason


class CouponIssued(EventData):
    """Coupons of a kind were given by hand."""

    needs_scope = COUPONS
    kind: Code
    count: Annotated[int, Field(ge=1, le=COUPONS_PER_REQUEST)] = 1
    expires_at: Instant | None = None


class CouponRevoked(EventData):
    """A member's coupon was taken back by hand."""

    needs_scope = COUPONS
    code: Key
    reason: Reason


class BenefitUsed(EventData):
    """A member used a benefit."""

    needs_scope = BENEFITS
    benefit: Code


REWARDS = (
    EventType("coupon.issued", CouponIssued, ENGINE, label="coupon issued", label_zh="优惠券发放"),
    EventType("coupon.revoked", CouponRevoked, ENGINE, label="coupon revoked", label_zh="优惠券作废"),
    EventType("benefit.used", BenefitUsed, ENGINE, label="benefit used", label_zh="权益使用"),
)
