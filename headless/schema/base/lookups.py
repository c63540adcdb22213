"""How callers name a member."""

import strawberry

from headless.schema.base.fields import given, input_type, required


@input_type
class IdentityInput:
    """An account in another system, such as an openid or a marketplace's number."""

    system: str = required("The system's code, of your choice.")
    id: str = required("The account there.")


@input_type(one_of=True)
class MemberLookup:
    """A member, by exactly one of these. By phone or e-mail it needs members:pii."""

    id: strawberry.ID | None = given("The id that we gave.")
    number: str | None = given("The card number.")
    external_id: str | None = given("The merchant's own id.")
    phone: str | None = given("The phone number in any spelling; without + it is one of the merchant's country.")
    email: str | None = given("The e-mail address; case does not matter.")
    identity: IdentityInput | None = given("An account in another system.")
    code: str | None = given("The code that the member shows, for as long as it lives; see memberCodeCreate.")
