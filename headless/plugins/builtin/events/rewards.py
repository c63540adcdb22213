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


class CouponExpiring(EventData):
    """A coupon will expire at `expiresAt`. It comes once for each coupon and end, as early as its kind says."""

    needs_scope = COUPONS
    coupon: Key
    code: Key
    kind: Code
    expires_at: Instant


class CouponRevoked(EventData):
    """A member's coupon was taken back by hand."""

    needs_scope = COUPONS
    code: Key
    reason: Reason


class BenefitUsed(EventData):
    """A member used a benefit. `funding`: who pays for the assets that it brings."""

    needs_scope = BENEFITS
    benefit: Code
    funding: Code = "house"


class BenefitFulfilled(EventData):
    """Another system delivered what a use of a benefit was to bring. `use`, `event`: the use, and the event that it was."""

    needs_scope = BENEFITS
    use: Key
    event: Key
    reference: Reason | None = None


class BenefitFailed(EventData):
    """What a use of a benefit was to bring could not be delivered: everything went back."""

    needs_scope = BENEFITS
    use: Key
    event: Key
    reason: Reason
    reference: Reason | None = None


class BenefitReversed(EventData):
    """A use of a benefit was taken back by hand, with everything that it cost and gave."""

    needs_scope = BENEFITS
    use: Key
    event: Key
    reason: Reason


REWARDS = (
    EventType("coupon.issued", CouponIssued, ENGINE, label="coupon issued", label_zh="优惠券发放"),
    EventType("coupon.expiring", CouponExpiring, ENGINE, label="coupon expiring", label_zh="优惠券即将到期"),
    EventType("coupon.revoked", CouponRevoked, ENGINE, label="coupon revoked", label_zh="优惠券作废"),
    EventType("benefit.used", BenefitUsed, ENGINE, label="benefit used", label_zh="权益使用"),
    EventType("benefit.fulfilled", BenefitFulfilled, ENGINE, label="benefit delivered", label_zh="权益已交付"),
    EventType("benefit.failed", BenefitFailed, ENGINE, label="benefit not delivered", label_zh="权益交付失败"),
    EventType("benefit.reversed", BenefitReversed, ENGINE, label="use of a benefit reversed", label_zh="权益使用撤销"),
)
