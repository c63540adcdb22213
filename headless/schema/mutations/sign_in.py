"""Members signed in."""

import strawberry

from headless.resolvers.mutations import sign_in
from headless.schema.base.fields import given, input_type, mutation, object_type, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import DateTime
from headless.schema.mutations import payloads
from headless.schema.types.errors import UserError


@input_type
class MemberTokenCreateInput:
    """A member, and for how long."""

    member: MemberLookup | None = given("The member; left out: the one whose token asks.")
    ttl_seconds: int | None = given(
        "For how long: a token for 900 seconds unless said otherwise, at most 86400; a code for 60, which is the most."
    )


@object_type(public=True)
class MemberTokenPayload:
    """A member's token."""

    token: str | None = value("The token that the member's app sends as the bearer; it is never shown again.")
    expires_at: DateTime | None = value("When it ends.")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True)
class MemberCodePayload:
    """A code for the till."""

    code: str | None = value("Ten digits, to be shown as a bar code or QR code, or to be read out.")
    expires_at: DateTime | None = value("When it ends.")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class SignInMutations:
    """Members signed in."""

    member_token_create: MemberTokenPayload | None = mutation(
        sign_in.member_token_create,
        """Make a short-lived token with which a member's app sees and does what is the member's own. It ends with the token that
        made it, and with the membership.""",
        scope="members:impersonate",
        takes=MemberTokenCreateInput,
    )
    member_code_create: MemberCodePayload | None = mutation(
        sign_in.member_code_create,
        """Make a code by which a till finds the member, with MemberLookup.code, as often as it likes while the code lives: a
        minute by the wall clock.""",
        scope="members:impersonate",
        takes=MemberTokenCreateInput,
        for_member=True,
    )
