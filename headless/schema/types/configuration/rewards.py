"""Root fields that read coupons and benefits."""

import strawberry

from headless.resolvers.nouns.configuration import benefits
from headless.resolvers.nouns.rewards import cards, coupons
from headless.schema.base.fields import argument, batch
from headless.schema.types.configuration.benefits import Benefit
from headless.schema.types.members.cards import Card, CardKind
from headless.schema.types.members.coupons import Coupon, CouponKind


@strawberry.type
class RewardQueries:
    """What the merchant gives besides assets."""

    benefits: list[Benefit] | None = batch(
        benefits.benefits,
        "All benefits.",
        scope="benefits:read",
        sized=20,
        published=True,
        for_member=True,
        for_partner=True,
    )
    coupon_kinds: list[CouponKind] | None = batch(
        coupons.coupon_kinds, "All coupon kinds.", scope="coupons:read", sized=20, published=True, for_member=True
    )
    card_kinds: list[CardKind] | None = batch(
        cards.card_kinds, "All card kinds.", scope="cards:read", sized=10, published=True, for_member=True
    )
    card: Card | None = batch(
        cards.card,
        "The card of a number; null if there is none.",
        scope="cards:read",
        arguments={"number": argument(str, "The number, however it was typed.")},
    )
    coupon: Coupon | None = batch(
        coupons.coupon,
        "The coupon of a code; null if there is none.",
        scope="coupons:read",
        for_member=True,
        arguments={"code": argument(str, "The code, however it was typed.")},
    )
