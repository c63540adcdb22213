"""Root fields that read coupons and benefits."""

import strawberry

from headless.resolvers import benefits, coupons
from headless.schema.benefits import Benefit
from headless.schema.coupons import Coupon, CouponKind
from headless.schema.fields import argument, batch


@strawberry.type
class RewardQueries:
    """What the merchant gives besides assets."""

    benefits: list[Benefit] | None = batch(benefits.benefits, "All benefits.", scope="benefits:read", sized=20)
    coupon_kinds: list[CouponKind] | None = batch(
        coupons.coupon_kinds, "All coupon kinds.", scope="coupons:read", sized=20
    )
    coupon: Coupon | None = batch(
        coupons.coupon,
        "The coupon of a code; null if there is none.",
        scope="coupons:read",
        arguments={"code": argument(str, "The code, however it was typed.")},
    )
