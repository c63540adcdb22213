"""Benefits: what members are entitled to."""

from decimal import Decimal
from enum import StrEnum

import strawberry

from headless.engine.program.offers import Benefit as BenefitRow
from headless.engine.program.prices.member_price_terms import MemberPrice as MemberPriceRow
from headless.ids import Prefix
from headless.resolvers.nouns.configuration import benefits
from headless.resolvers.nouns.configuration.benefits import document_of
from headless.resolvers.nouns.rewards import coupons
from headless.schema.base.fields import batch, enum_type, identity, input_type, object_type, required, value
from headless.schema.base.names import name_field
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.members.coupons import CouponKind, LineScope, money, scope_of


@enum_type(
    {
        "ECONOMIC": "It saves money.",
        "SERVICE": "It is a service.",
        "SOCIAL": "It brings people together.",
        "IDENTITY": "It shows status.",
    }
)
class BenefitValue(StrEnum):
    """What a benefit is worth to a member."""

    ECONOMIC = "ECONOMIC"
    SERVICE = "SERVICE"
    SOCIAL = "SOCIAL"
    IDENTITY = "IDENTITY"


@input_type
class PriceInput:
    """What a use costs of an asset."""

    kind: str = required("The asset kind's code.")
    amount: Decimal = required("How much, in the kind's natural unit.")


@object_type(public=True, published=True, for_member=True)
class Price:
    """What a use costs of an asset."""

    kind: AssetKind = value("Of which kind.")
    amount: Decimal = value("How much, in the kind's natural unit.")


@object_type(
    public=True, row=MemberPriceRow, name="MemberPriceTerms", published=True, for_member=True, for_partner=True
)
class MemberPriceTerms:
    """What members pay who may use a benefit: one of percentOff, each and delivery."""

    percent_off: Decimal | None = value("How many per cent less they pay.")
    each: Decimal | None = value("The price of a piece.", told=money(lambda row: row.each))
    delivery: bool = value("True: no freight.")
    scope: LineScope | None = value("For which lines of an order; null: for all.", read=lambda row: scope_of(row.scope))
    order_least: Decimal | None = value(
        "What the other lines of the order must come to; for all lines: the order.",
        told=money(lambda row: row.order_least),
    )
    most_pieces: int | None = value("For how many pieces of an order; null: for all.")


@object_type(
    scope="benefits:read",
    row=BenefitRow,
    node=(Prefix.BENEFIT, benefits.benefits_by_id),
    published=True,
    for_member=True,
    for_partner=True,
)
class Benefit(Node):
    """Something that members are entitled to."""

    id: strawberry.ID = identity(Prefix.BENEFIT)
    code: str = value("What rules and requests call it.")
    name: str = name_field()
    names: JSON | None = value("Names by language, if there are several.", read=lambda row: dict(row.names) or None)
    condition: JSON | None = value(
        "Who may use it, in the form of the input Condition; null: everyone.",
        told=lambda ctx, row: document_of(ctx, "benefit", row.id).get("condition"),
        for_partner=False,
    )
    opens_at: DateTime | None = value("When it opens; null: it is open.", read=lambda row: None)
    closes_at: DateTime | None = value("When it closes; null: never.", read=lambda row: None)
    early_access: JSON | None = value("Who may use it earlier; null: no one.", read=lambda row: None)
    quota: int | None = value("How often it may be used in each period; null: any number of times.")
    quota_period: str | None = value(
        "When the quota is filled again: each month, quarter or year of the calendar, or 1d; null: never.",
        read=lambda row: None if row.period is None else str(row.period),
    )
    stock: int | None = value("How many uses there are in all, for everyone; null: any number.", for_member=False)
    left: int | None = batch(coupons.left, "How many uses are left of the stock; null: any number.")
    price: list[Price] | None = value("What a use costs; null: nothing.", read=lambda row: None, sized=1)
    gives: CouponKind | None = value(
        "The kind of coupon that each use issues.",
        scope="coupons:read",
        told=lambda ctx, row: None if row.gives is None else ctx.program.coupon_kinds.get(row.gives),
        for_partner=False,
    )
    member_price: MemberPriceTerms | None = value("What members who may use it pay for goods; null: it is no price.")
    attributes: JSON | None = value(
        "The merchant's own data, such as a picture.",
        told=lambda ctx, row: document_of(ctx, "benefit", row.id).get("attributes"),
    )
    version: int = value("Grows by one with each save.")
    # last, because it takes the name of what makes fields
    value: BenefitValue = value("What it is worth to a member.")
