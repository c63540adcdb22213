"""Coupons given and taken back, benefits used, and both configured."""

from decimal import Decimal
from enum import StrEnum

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import rewards
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.conditions import Condition
from headless.schema.base.fields import batch, enum_type, given, input_type, mutation, object_type, required
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import JSON, Date, DateTime
from headless.schema.mutations import payloads
from headless.schema.mutations.configuration import CODE, DURATION, EXPECTED, NAME, NAMES
from headless.schema.mutations.members import LazyMember
from headless.schema.types.configuration.benefits import Benefit, BenefitValue, PriceInput
from headless.schema.types.errors import UserError
from headless.schema.types.events.jobs import BulkJob
from headless.schema.types.members.coupons import Coupon, CouponKind, PercentBase
from headless.schema.types.members.member_benefits import BenefitUse, MemberBenefit

benefit_of = loaded(Prefix.BENEFIT, lambda row: row.id)
kind_of = loaded(Prefix.COUPON_KIND, lambda row: row.id)
job_of = loaded(Prefix.JOB, lambda row: row.job_id)
use_of = loaded(Prefix.BENEFIT_USE, lambda row: row.done.use_id)
stands = loaded(Prefix.MEMBER_BENEFIT, lambda row: row.benefit_key)


@input_type
class DiscountInput:
    """What a coupon takes off: one of amount, percent, gift and delivery."""

    amount: Decimal | None = given("An amount in the merchant's currency.")
    percent: Decimal | None = given("A percentage, up to 100.")
    of: PercentBase | None = given("What the percentage is taken of; left out: RUNNING.")
    most: Decimal | None = given("The most that the percentage takes off.")
    gift: str | None = given("What is given with the order instead.")
    delivery: bool | None = given("True: it takes off the freight.")


@input_type
class LineScopeInput:
    """Which lines of an order something is for. Without sku, category and brand: all but those that are left out."""

    skus: list[str] | None = given("Of these skus.")
    categories: list[str] | None = given("Of these categories.")
    brands: list[str] | None = given("Of these brands.")
    not_skus: list[str] | None = given("Not of these skus.")
    not_categories: list[str] | None = given("Not of these categories.")
    not_brands: list[str] | None = given("Not of these brands.")


@input_type
class MemberPriceInput:
    """What members pay who may use a benefit: one of percentOff, each and delivery."""

    percent_off: Decimal | None = given("How many per cent less they pay, up to 100.")
    each: Decimal | None = given("The price of a piece.")
    delivery: bool | None = given("True: no freight.")
    scope: LineScopeInput | None = given("For which lines of an order; left out: for all.")
    order_least: Decimal | None = given("What the other lines of the order must come to; for all lines: the order.")
    most_pieces: int | None = given("For how many pieces of an order; left out: for all.")


@input_type
class CouponKindSaveInput:
    """A coupon kind, whole."""

    code: str = required(CODE)
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    discount: DiscountInput = required("What it takes off.")
    minimum: Decimal | None = given("What the lines that it is for must have come to before coupons.")
    scope: LineScopeInput | None = given("Which lines of an order it is for; left out: the whole order.")
    channels: list[str] | None = given("In which channels it can be used; left out: in all.")
    stores: list[str] | None = given("In which stores it can be used; left out: in all.")
    first_order: bool | None = given("True: only for a member's first order.")
    group: str | None = given("At most one coupon of a group is used for an order; left out: it belongs to none.")
    alone: bool | None = given("True: it is used with no other coupon.")
    most_per_order: int | None = given("How many of its coupons one order may use; left out: any number.")
    per_member: int | None = given("How many a member may be given in all; left out: any number.")
    validity: str | None = given("How long a coupon lives from the day it is given; left out: without end. " + DURATION)
    expires_on: Date | None = given("The last day of all its coupons, instead of validity.")
    comes_back: bool | None = given("False: a used one does not come back from an order that is wholly refunded.")
    restore_grace: str | None = given("How long one that comes back lives at least; left out: 30d. " + DURATION)
    remind_before: str | None = given(
        "How long before a coupon's end its owner is reminded, by the event `coupon.expiring`; left out: never. "
        + DURATION
    )
    word: str | None = given("A word, such as SUMMER. A member who names it is given a coupon and uses it at once.")
    stock: int | None = given("How many there are in all, from now on; left out: any number.")
    attributes: JSON | None = given("The merchant's own data.")
    expected_version: int | None = given(EXPECTED)


@input_type
class EarlyAccessInput:
    """Members who may use a benefit before it opens."""

    condition: Condition = required("Who they are.")
    days: int = required("How many days earlier.")


@input_type
class SeasonInput:
    """The same days of every year. They may go over the end of the year."""

    first_day: str = required('The first day, such as "03-01".')
    last_day: str = required('The last day, such as "05-31". 29 February is the 28th in other years.')


@input_type
class SetAsideInput:
    """Units of a stock that are kept for the members of a condition. They take those first, then what is left for everyone."""

    condition: Condition = required("Who they are.")
    count: int = required("How many units are kept for them in all.")


@input_type
class BenefitSaveInput:
    """A benefit, whole. With a price it is a reward."""

    code: str = required(CODE)
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    value: BenefitValue = required("What it is worth to a member.")
    condition: Condition | None = given("Who may use it; left out: everyone.")
    opens_at: DateTime | None = given("When it opens for everyone; left out: it is open.")
    closes_at: DateTime | None = given("When it closes; left out: never.")
    season: SeasonInput | None = given("The days of every year on which it is open; left out: all.")
    early_access: list[EarlyAccessInput] | None = given(
        "Who may use it earlier, at the same time of an earlier day; of several the earliest counts. Left out: no one."
    )
    quota: int | None = given("How often a member may use it in each period; left out: any number of times.")
    quota_period: str | None = given(
        'When the quota is filled again: "week", "month", "quarter" or "year" of the calendar, or "1d"; left out: never.'
    )
    stock: int | None = given("How many uses there are in all, for everyone, from now on; left out: any number.")
    set_aside: list[SetAsideInput] | None = given("What of the stock is kept for some members; left out: nothing.")
    price: list[PriceInput] | None = given("What a use costs, in one or several asset kinds; left out: nothing.")
    gives: str | None = given("The code of the coupon kind that each use issues.")
    member_price: MemberPriceInput | None = given("What members who may use it pay for goods.")
    grants: list[PriceInput] | None = given("The assets that each use brings; left out: none.")
    needs_fulfilment: bool | None = given(
        "True if another system delivers what a use brings, and says so with benefitUseFulfil; left out: false."
    )
    attributes: JSON | None = given("The merchant's own data.")
    expected_version: int | None = given(EXPECTED)


@input_type
class CouponIssueInput:
    """Coupons to give to a member or to all who meet a condition, or codes that have no owner yet."""

    kind: str = required("The coupon kind's code.")
    member: MemberLookup | None = given(
        "Who gets them; left out, and no where: they have no owner until they are used."
    )
    where: Condition | None = given(
        "Each member who meets it gets them, in the background. The token needs the scopes of what it tests."
    )
    count: int | None = given("How many, at most 1000 to each member and 10000 without one; left out: one.")
    expires_at: DateTime | None = given("When they expire; left out: as the kind says.")
    idempotency_key: str = required(payloads.key())


@input_type
class CouponRevokeInput:
    """An unused coupon to take back."""

    coupon: strawberry.ID = required("The coupon's id.")
    reason: str = required("Why, for the record.")
    idempotency_key: str = required(payloads.key())


@input_type
class BenefitUseInput:
    """A benefit to use once."""

    member: MemberLookup | None = given("Who uses it; left out: the member whose token asks.")
    benefit: str = required("The benefit's code.")
    idempotency_key: str = required(payloads.key())


@input_type
class BenefitUseReverseInput:
    """A use of a benefit to take back."""

    use: strawberry.ID = required("The use's id.")
    reason: str = required("Why, for the record.")
    idempotency_key: str = required(payloads.key())


@enum_type(
    {
        "FULFILLED": "It was delivered.",
        "FAILED": "It cannot be delivered; its price and everything else goes back.",
    }
)
class FulfilmentOutcome(StrEnum):
    """What came of a delivery."""

    FULFILLED = "FULFILLED"
    FAILED = "FAILED"


@input_type
class BenefitUseFulfilInput:
    """What came of the delivery of what a use brings."""

    use: strawberry.ID = required("The use's id.")
    outcome: FulfilmentOutcome = required("What came of it.")
    reference: str | None = given("What the delivering system calls it, such as the number of a parcel.")
    reason: str | None = given("Why it failed, for the record; it must be given then.")
    idempotency_key: str = required(payloads.key())


@input_type
class BenefitsSeenInput:
    """Benefits that a member has seen."""

    member: MemberLookup | None = given("Who has seen them; left out: the member whose token asks.")
    benefits: list[str] | None = given("Their codes; left out: all.")


@object_type(public=True)
class CouponKindPayload:
    """The result of a save."""

    coupon_kind: CouponKind | None = batch(kind_of, "The kind as saved.", scope="coupons:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class BenefitPayload:
    """The result of a save."""

    benefit: Benefit | None = batch(benefit_of, "The benefit as saved.", scope="benefits:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class CouponPayload:
    """The result of giving coupons or taking them back."""

    coupons: list[Coupon] = batch(rewards.coupons_of, "The coupons; with coupons:read.", sized=5)
    job: BulkJob | None = batch(job_of, "The background job, if there is one.")
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True, for_partner=True)
class BenefitUsePayload:
    """The result of a use."""

    use: BenefitUse | None = batch(use_of, "The use.", scope="benefits:read")
    benefit: MemberBenefit | None = batch(stands, "The member's entitlement to it now.", scope="benefits:read")
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True)
class BenefitsSeenPayload:
    """The benefits that are marked as seen: of those named, the ones that can be used now."""

    benefits: list[MemberBenefit] | None = batch(
        rewards.seen_of, "The member's entitlements to them.", scope="benefits:read", sized=5
    )
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class RewardMutations:
    """Coupons and benefits."""

    coupon_kind_save: CouponKindPayload | None = mutation(
        rewards.coupon_kind_save, "Save a coupon kind.", scope="coupons:manage", takes=CouponKindSaveInput
    )
    coupon_issue: CouponPayload | None = mutation(
        rewards.coupon_issue,
        "Give coupons to a member or to all who meet a condition, or make codes that have no owner yet.",
        scope="coupons:write",
        takes=CouponIssueInput,
    )
    coupon_revoke: CouponPayload | None = mutation(
        rewards.coupon_revoke, "Take an unused coupon back.", scope="coupons:write", takes=CouponRevokeInput
    )
    benefit_save: BenefitPayload | None = mutation(
        rewards.benefit_save, "Save a benefit.", scope="benefits:manage", takes=BenefitSaveInput
    )
    benefit_use: BenefitUsePayload | None = mutation(
        rewards.benefit_use,
        "Use a benefit once, and pay its price: all of it is done, or nothing.",
        scope="benefits:write",
        takes=BenefitUseInput,
        for_member=True,
        for_partner=True,
    )
    benefit_use_reverse: BenefitUsePayload | None = mutation(
        rewards.benefit_use_reverse,
        "Take a use of a benefit back: quota, stock, an unused coupon that it gave, and the price into the lots it came from.",
        scope="benefits:write",
        takes=BenefitUseReverseInput,
    )
    benefit_use_fulfil: BenefitUsePayload | None = mutation(
        rewards.benefit_use_fulfil,
        "Say that what a use brings was delivered, or could not be: then everything goes back.",
        scope="benefits:write",
        takes=BenefitUseFulfilInput,
    )
    benefits_seen: BenefitsSeenPayload | None = mutation(
        rewards.benefits_seen,
        "Mark the benefits that can be used now as seen by a member, so that they are news no more.",
        scope="benefits:write",
        takes=BenefitsSeenInput,
        for_member=True,
    )
