"""What members may use of benefits, and have used."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.engine.member.entitlements import Use as UseRow
from headless.engine.member.provenance import MERCHANT
from headless.ids import Prefix, encode_pair
from headless.resolvers.nouns.members import members
from headless.resolvers.nouns.rewards import member_benefits
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.benefits import Benefit, Price
from headless.schema.types.ledger.entries import Entry
from headless.schema.types.members.clauses import Clause
from headless.schema.types.members.coupons import Coupon

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
entry_of = loaded(Prefix.ENTRY, lambda row: row.entry_id)
benefit_of = loaded(Prefix.BENEFIT, lambda row: row.benefit_id)
coupon_of = loaded(Prefix.COUPON, lambda row: row.coupon_id)


def _asked_by(ctx: ReadContext, row: UseRow) -> str:
    if ctx.sight is not None:
        return row.used_by if row.used_by == ctx.principal.actor else MERCHANT
    if ctx.principal.member_id is None:
        return row.used_by
    return "member" if row.used_by == ctx.principal.actor else MERCHANT


@enum_type(
    {
        "AVAILABLE": "It can be used now.",
        "NOT_ELIGIBLE": "The condition is not met, or the price cannot be paid; `missing` says what by.",
        "NOT_OPEN": "It opens later.",
        "CLOSED": "It has closed.",
        "QUOTA_USED": "It was used as often as its quota allows; `resetsAt` says when it is filled again.",
        "OUT_OF_STOCK": "Others have used up its stock.",
        "UNKNOWN": "The condition cannot be evaluated, for example because its plugin is missing.",
    }
)
class BenefitStatus(StrEnum):
    """How far a member may use a benefit now."""

    AVAILABLE = "AVAILABLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NOT_OPEN = "NOT_OPEN"
    CLOSED = "CLOSED"
    QUOTA_USED = "QUOTA_USED"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    UNKNOWN = "UNKNOWN"


@enum_type(
    {
        "REQUESTED": "Another system is to deliver it, and has not said more yet.",
        "FULFILLED": "It was delivered.",
        "FAILED": "It could not be delivered; everything went back.",
    }
)
class Fulfilment(StrEnum):
    """How far what a use brings has come."""

    REQUESTED = "REQUESTED"
    FULFILLED = "FULFILLED"
    FAILED = "FAILED"


@object_type(
    scope="benefits:read",
    row=UseRow,
    node=(Prefix.BENEFIT_USE, member_benefits.uses_by_id),
    owner="member_id",
    for_partner=True,
)
class BenefitUse(Node):
    """One use of a benefit."""

    id: strawberry.ID = identity(Prefix.BENEFIT_USE)
    at: DateTime = value("When it was used.", read=lambda row: row.used_at)
    by: str = value(
        "Who asked for it: a token's name. Members read `member` or `merchant`, partners their own or `merchant`.",
        told=_asked_by,
    )
    member: LazyMember | None = batch(members.owners, "Who used it.", scope="members:read", for_partner=False)
    benefit: Benefit | None = batch(benefit_of, "What was used.")
    serial: int | None = value("Its number among all uses; null where the benefit has no stock.")
    coupon: Coupon | None = batch(coupon_of, "The coupon that it gave.", scope="coupons:read", for_partner=False)
    entry: Entry | None = batch(
        entry_of,
        "What was paid for it, the first part if there are several; null: nothing.",
        scope="assets:read",
        for_partner=False,
    )
    entries: list[Entry] | None = batch(
        member_benefits.entries, "Everything that was paid for it and that it brought.", scope="assets:read", sized=1
    )
    fulfilment: Fulfilment = value(
        "How far what it brings has come.",
        read=lambda row: "FULFILLED" if row.fulfilment is None else row.fulfilment.name,
    )
    fulfilled_at: DateTime | None = value("When another system said so; null: none was to, or it has not.")
    reference: str | None = value(
        "What the other system calls it, such as the number of a parcel; null: it has not said."
    )
    reversed_at: DateTime | None = value("When it was taken back; null: it was not.")


@object_type(scope="benefits:read", for_member=True, for_partner=True)
class BenefitUseEdge:
    """A use and its place."""

    cursor: str = cursor()
    node: BenefitUse = value("The use.")


@object_type(scope="benefits:read", for_member=True, for_partner=True)
class BenefitUseConnection(Connection):
    """Uses of benefits: a member's of one, newest first, or the merchant's of all, oldest first."""

    edges: list[BenefitUseEdge] = value("The uses of this page.", sized=20)


@object_type(
    scope="benefits:read",
    row=member_benefits.MemberBenefitRow,
    node=(Prefix.MEMBER_BENEFIT, member_benefits.member_benefits_by_pair),
    owner="member_id",
    for_partner=True,
)
class MemberBenefit(Node):
    """A member's entitlement to a benefit."""

    id: strawberry.ID = value(
        "Opaque and stable.", read=lambda row: encode_pair(Prefix.MEMBER_BENEFIT, row.member_id, row.benefit.id)
    )
    benefit: Benefit = value("The benefit.")
    status: BenefitStatus = value("If it can be used now.", read=lambda row: row.stands.status)
    why: str = value("The same in words.")
    missing: Clause | None = value(
        "What is missing: the condition with the member's values, if it is not met, and what the price lacks.",
        for_partner=False,
    )
    used: int = value("How often it was used in the present period.", read=lambda row: row.stands.used)
    remaining: int | None = value(
        "How often it may still be used, grants included; null: any number of times.",
        read=lambda row: row.stands.remaining,
    )
    opens_at: DateTime | None = value(
        "When it opens for this member, early access included; null: it is open, or has closed for good.",
        read=lambda row: row.stands.opens_at,
    )
    closes_at: DateTime | None = value(
        "When it closes, or closed; with a season, at the end of the present one or the next. null: never.",
        read=lambda row: row.stands.closes_at,
    )
    resets_at: DateTime | None = value(
        "When the quota is filled again; null: never, or there is none.", read=lambda row: row.stands.resets_at
    )
    lacks: list[Price] | None = value(
        "What the member lacks to pay the price; null: nothing.",
        scope="assets:read",
        told=member_benefits.lacks,
        sized=1,
    )
    unseen: bool | None = batch(
        member_benefits.are_unseen,
        "True if it can be used now, and the member has not seen that since it opened or was granted.",
        for_partner=False,
    )
    seen_at: DateTime | None = batch(
        member_benefits.seen_at, "When the member last saw it or used it; null: never.", for_partner=False
    )
    uses: BenefitUseConnection | None = batch(
        member_benefits.uses, "Every use of it, newest first.", arguments=page_arguments()
    )
