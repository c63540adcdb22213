"""Changes: what a write did to a member."""

from decimal import Decimal
from enum import StrEnum

from headless.schema.base.fields import enum_type, object_type, value


@enum_type(
    {
        "ASSET": "An account's balance moved.",
        "TIER": "The tier on a track changed.",
        "TAG": "A tag was put on or taken off.",
        "COUPON": "A coupon was issued, used or revoked.",
        "BENEFIT": "A benefit was granted, used or given back.",
    }
)
class ChangeKind(StrEnum):
    """What kind of thing changed."""

    ASSET = "ASSET"
    TIER = "TIER"
    TAG = "TAG"
    COUPON = "COUPON"
    BENEFIT = "BENEFIT"


@object_type(public=True, for_member=True)
class Change:
    """One thing that a write did to the member."""

    kind: ChangeKind = value("What kind of thing changed.")
    code: str = value("The code of the asset kind, track or tag.")
    before: str | None = value("What it was: a balance, a tier's code; null: nothing.")
    after: str | None = value("What it is now.")
    amount: Decimal | None = value("For an asset: what was added; below zero: taken.")
    text: str = value("The change in words, in the reader's language.")
