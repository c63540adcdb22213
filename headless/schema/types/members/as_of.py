"""Members as they were at an instant."""

from decimal import Decimal

from headless.resolvers.nouns.members import as_of
from headless.schema.base.fields import argument, batch, object_type, value
from headless.schema.types.configuration.tags import Tag
from headless.schema.types.configuration.tracks import Tier


@object_type(scope="assets:read", row=as_of.AssetAsOfRow, for_member=True)
class AssetAsOf:
    """A holding at an instant."""

    balance: Decimal = value("All that was left less debt, pending and held included.")


@object_type(scope="members:read", row=as_of.AsOfRow, owner="member_id")
class MemberAsOf:
    """A member as it was recorded at an instant."""

    tier: Tier | None = batch(
        as_of.tier,
        "The tier held then.",
        scope="tiers:read",
        arguments={"track": argument(str | None, "The track's code; left out: the default track.", default=None)},
    )
    asset: AssetAsOf | None = batch(
        as_of.asset,
        "What was held of a kind then.",
        scope="assets:read",
        arguments={"kind": argument(str, "The asset kind's code.")},
    )
    tags: list[Tag] | None = batch(as_of.tags, "The tags worn then.", scope="tags:read")
