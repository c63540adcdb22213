"""The merchant's own settings."""

import strawberry

from headless.resolvers.mutations import merchants
from headless.schema.base.fields import given, input_type, mutation, object_type, required, value
from headless.schema.mutations import payloads
from headless.schema.types.configuration.merchants import MemberAct, Merchant
from headless.schema.types.errors import UserError


@input_type
class OidcInput:
    """An issuer whose tokens sign members in. No other merchant may have the same issuer and audience."""

    issuer: str = required("The issuer, exactly as its tokens name it, such as https://login.example.com/.")
    audience: str = required("Whom its tokens must be made for, such as the id of the app.")
    claim: str = required('The claim that names the member, such as "sub".')
    lookup: str = required(
        "As what the claim names the member: number, externalId, phone, email, id or identity:<system>."
    )
    jwks: str | None = given("The address of its keys; left out: the issuer's /.well-known/openid-configuration says.")


@input_type
class MerchantSaveInput:
    """Changes to the merchant. What is left out stays as it is."""

    name: str | None = given("Name as shown to people.")
    country: str | None = given(
        "Country of phone numbers that are written without +, such as GB; null: none. With more than 5000 members it is changed "
        "at the command line."
    )
    member_may: list[MemberAct] | None = given("All that members may do by their own tokens.")
    oidc: OidcInput | None = given("The issuer whose tokens sign members in; null: none. Needs members:impersonate.")
    claim_for: str | None = given(
        "How long an event is kept whose member is not known yet, in days such as 90d; null: such events are refused, and what "
        "waits is deleted. Needs HEADLESS_SECRET_KEY."
    )
    expected_version: int | None = given("The version that this change is based on; refused if there is a newer one.")


@object_type(public=True)
class MerchantPayload:
    """The result."""

    merchant: Merchant | None = value("The merchant, as it is now.")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class MerchantMutations:
    """The merchant's own settings."""

    merchant_save: MerchantPayload | None = mutation(
        merchants.merchant_save, "Change the merchant's own settings.", scope="config:manage", takes=MerchantSaveInput
    )
