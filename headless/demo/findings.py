"""What is in the demo, counted from its tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headless.demo.offers import WEIGHTS
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of
from headless.models.base.session import Session
from headless.models.tables.events.figures import count_settled_events
from headless.models.tables.ledger.liability import kind_sum
from headless.models.tables.members.figures import count_members, highest_members, members_per_tag, members_per_tier
from headless.models.tables.rewards.coupon_pages import OwnedCoupons, count_owned_coupons

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts, and amounts of points as texts. benefits: those without a price, by value. household: a member worth looking at."""

    members: int
    orders: int
    per_tier: Mapping[str, int]
    per_tag: Mapping[str, int]
    points: str
    points_earned: str
    points_expired: str
    coupons: OwnedCoupons
    benefits: Mapping[str, int]
    rewards: int
    plugins: Sequence[str]
    household: str


async def find(session: Session, program: Program, plugins: Sequence[str]) -> Findings:
    """Count what is in the demo. plugins: those that are enabled."""
    merchant_id, track, kind = program.merchant_id, program.tracks[MAIN], program.kinds["points"]
    members = await count_members(session, merchant_id)
    orders = await count_settled_events(session, merchant_id, "order.paid")
    tiers = {tier.name: tier.members for tier in await members_per_tier(session, merchant_id, track.id)}
    tags = {tag.code: tag.members for tag in await members_per_tag(session, merchant_id)}
    points = await kind_sum(session, merchant_id, kind.id)
    balance, earned, expired = (text_of(units, kind.decimals) for units in points)
    coupons = await count_owned_coupons(session, merchant_id)
    (household,) = await highest_members(session, merchant_id, track.id, 1)
    per_tier = {**tiers, "none": members - sum(tiers.values())}
    free = Counter(str(benefit.value) for benefit in program.benefits.values() if not benefit.price)
    benefits, rewards = {value: free[value] for value in WEIGHTS}, len(program.benefits) - free.total()
    return Findings(
        members, orders, per_tier, tags, balance, earned, expired, coupons, benefits, rewards, plugins, household
    )
