"""Members created and changed, tags put on and taken off."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.resolvers.mutations import members
from headless.schema.base.fields import batch, enum_type, given, input_type, mutation, object_type, required
from headless.schema.base.lookups import IdentityInput, MemberLookup
from headless.schema.base.scalars import JSON, Date, DateTime
from headless.schema.mutations import payloads
from headless.schema.types.errors import UserError

if TYPE_CHECKING:
    from headless.schema.types.events.events import Event
    from headless.schema.types.members.members import Member, MemberStatus

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
LazyEvent = Annotated["Event", strawberry.lazy("headless.schema.types.events.events")]
LazyStatus = Annotated["MemberStatus", strawberry.lazy("headless.schema.types.members.members")]


PROVEN = """The identifiers that the shop has proven to be this person's, by a code sent to the phone or a scanned receipt.
Events that wait under them are settled. See Merchant.claimFor."""


@enum_type(
    {
        "NUMBER": "The card number.",
        "EXTERNAL_ID": "The merchant's own id.",
        "PHONE": "The phone number.",
        "EMAIL": "The e-mail address.",
        "IDENTITY": "The accounts in other systems, all of them.",
    }
)
class IdentifierKind(StrEnum):
    """What identifies a member."""

    NUMBER = "NUMBER"
    EXTERNAL_ID = "EXTERNAL_ID"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    IDENTITY = "IDENTITY"


@input_type
class MemberCreateInput:
    """A new member. Each identifier belongs to one member at a time."""

    number: str | None = given("The card number.")
    external_id: str | None = given("The merchant's own id.")
    identities: list[IdentityInput] | None = given("Accounts in other systems.")
    name: str | None = given("Name.")
    phone: str | None = given("Phone number.")
    email: str | None = given("E-mail address.")
    birthday: Date | None = given("Birthday.")
    gender: str | None = given("Gender, in the merchant's own words.")
    source: str | None = given("Where the member came from, such as a shop or campaign.")
    joined_at: DateTime | None = given("When the member joined; left out: now.")
    attributes: JSON | None = given("The merchant's own data; conditions can test it.")
    referral_code: str | None = given(
        "The referral code of the member who brought this one, as Member.referralCode gives it."
    )
    proven: list[IdentifierKind] | None = given(PROVEN)
    idempotency_key: str | None = given(payloads.key())


@input_type
class MemberUpdateInput:
    """Changes to a member. A field that is null is cleared, a field that is left out stays unchanged."""

    member: MemberLookup = required("The member.")
    number: str | None = given("The card number.")
    external_id: str | None = given("The merchant's own id.")
    identities: list[IdentityInput] | None = given("Replaces the accounts in other systems as a whole.")
    name: str | None = given("Name.")
    phone: str | None = given("Phone number.")
    email: str | None = given("E-mail address.")
    birthday: Date | None = given("Birthday.")
    gender: str | None = given("Gender, in the merchant's own words.")
    attributes: JSON | None = given("Replaces the attributes as a whole.")
    proven: list[IdentifierKind] | None = given(PROVEN)
    status: LazyStatus | None = given(
        "Freezes or closes the membership, or opens it again; null leaves it. ERASED is set by memberErase alone."
    )
    idempotency_key: str | None = given(payloads.key())


@input_type
class MemberEraseInput:
    """A member to erase for good."""

    member: MemberLookup = required("The member.")
    idempotency_key: str | None = given(payloads.key())


@input_type
class MemberMergeInput:
    """Two members who are one person."""

    from_: MemberLookup = required(
        "The member who is merged. All that names it names the other one afterwards.", name="from"
    )
    into: MemberLookup = required("The member who stays, with everything of both.")
    idempotency_key: str = required(payloads.key())


@input_type
class MemberTagAssignInput:
    """A tag to put on."""

    member: MemberLookup = required("The member.")
    tag: str = required("The tag's code.")
    reason: str | None = given("The reason, for the record.")
    expires_at: DateTime | None = given("When it comes off by itself.")
    idempotency_key: str | None = given(payloads.key())


@input_type
class MemberTagRemoveInput:
    """A tag to take off."""

    member: MemberLookup = required("The member.")
    tag: str = required("The tag's code.")
    reason: str | None = given("The reason, for the record.")
    idempotency_key: str | None = given(payloads.key())


@object_type(public=True, for_partner=True)
class MemberPayload:
    """The result of a change to a member."""

    member: LazyMember | None = payloads.member()
    claimed: list[LazyEvent] | None = batch(
        members.claimed,
        "The events that had waited for this member as a guest and were settled now.",
        scope="events:read",
    )
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class MemberMutations:
    """Members and their tags."""

    member_create: MemberPayload | None = mutation(
        members.member_create, "Create a member.", scope="members:write", takes=MemberCreateInput
    )
    member_update: MemberPayload | None = mutation(
        members.member_update, "Change a member.", scope="members:write", takes=MemberUpdateInput
    )
    member_erase: MemberPayload | None = mutation(
        members.member_erase,
        """Erase a member for good: identifiers, profile, personal data of events, and what plugins keep. The ledger stays,
        without a name. What is open is given back.""",
        scope="members:erase",
        takes=MemberEraseInput,
    )
    member_merge: MemberPayload | None = mutation(
        members.member_merge,
        """Merge two members who are one person: history, assets, holds, coupons, tiers, tags and what rules remember. The
        merged one is a name of the other afterwards. There is no way back.""",
        scope="members:write",
        takes=MemberMergeInput,
    )
    member_tag_assign: MemberPayload | None = mutation(
        members.member_tag_assign,
        "Put a tag on a member.",
        scope="tags:write",
        takes=MemberTagAssignInput,
        for_partner=True,
    )
    member_tag_remove: MemberPayload | None = mutation(
        members.member_tag_remove,
        "Take a tag off a member.",
        scope="tags:write",
        takes=MemberTagRemoveInput,
        for_partner=True,
    )
