"""What is in the demo, counted from its tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from headless.engine.values.amounts import text_of
from headless.models.base.session import Session
from headless.models.tables.events.figures import count_settled_events
from headless.models.tables.ledger.liability import kind_sum
from headless.models.tables.members.figures import count_members, highest_member, members_per_tag, members_per_tier


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts, and amounts of points as texts. household: the external id of a member worth looking at."""

    members: int
    orders: int
    per_tier: Mapping[str, int]
    per_tag: Mapping[str, int]
    points: str
    points_earned: str
    points_expired: str
    household: str


async def find(session: Session, merchant_id: int, points_id: int, decimals: int) -> Findings:
    """Count what is in the demo."""
    members = await count_members(session, merchant_id)
    orders = await count_settled_events(session, merchant_id, "order.paid")
    tiers = {tier.name: tier.members for tier in await members_per_tier(session, merchant_id)}
    tags = {tag.code: tag.members for tag in await members_per_tag(session, merchant_id)}
    points = await kind_sum(session, merchant_id, points_id)
    balance, earned, expired = (text_of(units, decimals) for units in points)
    household = await highest_member(session, merchant_id)
    per_tier = {**tiers, "none": members - sum(tiers.values())}
    return Findings(members, orders, per_tier, tags, balance, earned, expired, str(household))
