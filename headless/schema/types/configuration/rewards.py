"""Root fields that read coupons and benefits."""

import strawberry

from headless.resolvers.nouns.configuration import benefits
from headless.resolvers.nouns.rewards import benefit_uses, cards, coupons
from headless.schema.base.connections import page_arguments
from headless.schema.base.fields import argument, batch
from headless.schema.types.configuration.benefits import Benefit
from headless.schema.types.members.cards import Card, CardKind
from headless.schema.types.members.coupons import Coupon, CouponKind
from headless.schema.types.members.member_benefits import BenefitUseConnection, Fulfilment


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
    benefit_uses: BenefitUseConnection | None = batch(
        benefit_uses.benefit_uses,
        "Uses of benefits, oldest first, without those that were taken back: by state what waits for someone to deliver it.",
        scope="benefits:read",
        arguments={
            "states": argument(
                list[Fulfilment] | None,
                "Only uses that are so far; left out: all.",
                default=None,
            ),
            **page_arguments(),
        },
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
