"""The merchant, who owns everything."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.models.tables.configuration.merchants import Oidc as OidcRow
from headless.resolvers.nouns.configuration import merchants
from headless.resolvers.nouns.members.merchant_ext import merchant_ext
from headless.schema.base.fields import batch, enum_type, object_type, value
from headless.schema.base.scalars import DateTime

if TYPE_CHECKING:
    from headless.schema.types.members.ext import MerchantExt


@enum_type(
    {
        "SPEND": "Spend assets.",
        "HOLD": "Reserve assets.",
        "TRANSFER": "Transfer assets to another member.",
        "CLAIM": "Use benefits that have no price.",
        "REDEEM": "Use benefits that have a price.",
    }
)
class MemberAct(StrEnum):
    """What a merchant may let its members do by their own tokens."""

    SPEND = "SPEND"
    HOLD = "HOLD"
    TRANSFER = "TRANSFER"
    CLAIM = "CLAIM"
    REDEEM = "REDEEM"


@object_type(scope="config:read", row=OidcRow)
class Oidc:
    """The issuer whose tokens sign members in."""

    issuer: str = value("The issuer, as its tokens name it.")
    audience: str = value("Whom its tokens must be made for.")
    claim: str = value("The claim that names the member.")
    lookup: str = value("As what the claim names the member: number, externalId, identity:<system> …")
    jwks: str | None = value("Where its keys are; null: where the issuer says.")


@object_type(public=True, published=True, for_member=True)
class Merchant:
    """The merchant that this token belongs to."""

    slug: str = value("Short name, part of each token.")
    name: str = value("Name as shown to people.")
    currency: str = value("ISO 4217 code of the one currency that orders are paid in.")
    time_zone: str = value("IANA name of the time zone that days, months and quarters are counted in.")
    country: str | None = value("Country of phone numbers that are written without +: two letters of ISO 3166.")
    claim_for: str | None = value(
        """How long an event is kept whose member is not known yet, such as 90d. It is settled when someone joins with the
        identifier and proves it. Null: such events are refused.""",
        read=lambda row: None if row.claim_for is None else f"{row.claim_for}d",
    )
    now: DateTime = value(
        "The merchant's present: a sandbox has a clock of its own.", told=lambda ctx, row: ctx.now, published=False
    )
    sandbox: bool = value("True for a sandbox: a place to try things out, with a clock that can be set.")
    member_may: list[MemberAct] = value(
        "What members may do by their own tokens.", read=lambda row: list(row.member_may)
    )
    oidc: Oidc | None = batch(
        merchants.oidc, "The issuer whose tokens sign members in.", scope="config:read", for_member=False
    )
    version: int = value("Grows by one with each change of the merchant's own settings.")
    ext: Annotated["MerchantExt", strawberry.lazy("headless.schema.types.members.ext")] | None = batch(
        merchant_ext, "What plugins say of the merchant as a whole: a field for each installed plugin that has any."
    )
