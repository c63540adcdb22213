"""Benefits: what members are entitled to."""

from decimal import Decimal
from enum import StrEnum

import strawberry

from headless.engine.program.offers import Benefit as BenefitRow
from headless.engine.program.prices.member_price_terms import MemberPrice as MemberPriceRow
from headless.ids import Prefix
from headless.resolvers.nouns.configuration import benefit_parts, benefits
from headless.resolvers.nouns.configuration.benefit_parts import PriceRow, SetAsideRow
from headless.resolvers.nouns.configuration.benefits import document_of
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


@object_type(public=True, row=PriceRow, published=True, for_member=True, for_partner=True)
class Price:
    """An amount of an asset kind, such as what a use costs."""

    kind: AssetKind = value("Of which kind.")
    amount: Decimal = value("How much, in the kind's natural unit.")


@object_type(scope="benefits:read", row=SetAsideRow)
class SetAside:
    """Units of a stock that are kept for the members of a condition. They take those first, then what is left for everyone."""

    condition: JSON = value("Who they are, in the form of the input Condition.")
    count: int = value("How many units are kept for them in all.")
    left: int | None = batch(benefit_parts.left_aside, "How many of them are left.")


@object_type(scope="benefits:read", published=True, for_member=True, for_partner=True)
class Season:
    """The same days of every year. They may go over the end of the year."""

    first_day: str = value('The first day, such as "03-01".', read=lambda row: row["firstDay"])
    last_day: str = value(
        'The last day, such as "05-31". 29 February is the 28th in other years.', read=lambda row: row["lastDay"]
    )


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
    opens_at: DateTime | None = value(
        "When it opens for everyone; null: it has no such time.", read=lambda row: row.windows.opens_at
    )
    closes_at: DateTime | None = value("When it closes for good; null: never.", read=lambda row: row.windows.closes_at)
    season: Season | None = value(
        "The days of every year on which it is open; null: all.", read=benefit_parts.season_of
    )
    early_access: JSON | None = value(
        "Who may use it earlier, as a list of {condition, days}; null: no one.",
        told=lambda ctx, row: document_of(ctx, "benefit", row.id).get("earlyAccess") or None,
        for_partner=False,
    )
    quota: int | None = value("How often it may be used in each period; null: any number of times.")
    quota_period: str | None = value(
        "When the quota is filled again: each week, month, quarter or year of the calendar, or 1d; null: never.",
        read=lambda row: None if row.period is None else str(row.period),
    )
    stock: int | None = value("How many uses there are in all, for everyone; null: any number.", for_member=False)
    left: int | None = batch(benefit_parts.left, "How many uses are left of the stock; null: any number.")
    set_aside: list[SetAside] | None = value(
        "What of the stock is kept for some members; null: nothing.",
        read=benefit_parts.set_aside,
        sized=1,
        for_member=False,
        for_partner=False,
    )
    price: list[Price] | None = value(
        "What a use costs, which makes it a reward; null: nothing.",
        told=lambda ctx, row: benefit_parts.prices(ctx, row.price),
        sized=1,
    )
    grants: list[Price] | None = value(
        "The assets that each use brings; null: none.",
        told=lambda ctx, row: benefit_parts.prices(ctx, row.grants),
        sized=1,
    )
    needs_fulfilment: bool = value(
        "True if another system delivers what a use brings: it is REQUESTED until that system says more."
    )
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
