"""What is in the demo, counted from its tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from headless.engine.values.amounts import text_of
from headless.models.base.session import Session

_TIERS = """SELECT t.name, count(m.member_id) FROM tier t LEFT JOIN member_tier m
  ON m.merchant_id = t.merchant_id AND m.track_id = t.track_id AND m.tier_id = t.id
WHERE t.merchant_id = $1 GROUP BY t.name, t.rank ORDER BY t.rank"""
_TAGS = """SELECT t.code, count(m.id) FROM tag t LEFT JOIN member_tag m
  ON m.merchant_id = t.merchant_id AND m.tag_id = t.id AND m.removed_at IS NULL
WHERE t.merchant_id = $1 AND t.version = (SELECT max(version) FROM tag x WHERE x.merchant_id = $1 AND x.id = t.id)
GROUP BY t.code ORDER BY t.code"""
_HELD = """SELECT sum(balance)::bigint, sum(earned)::bigint, sum(expired)::bigint FROM account
WHERE merchant_id = $1 AND kind_id = $2"""
_HOUSEHOLD = """SELECT m.external_id FROM member m JOIN member_tier t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
WHERE m.merchant_id = $1 AND t.rank IS NOT NULL ORDER BY t.rank DESC, t.since_at, m.external_id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts, and amounts of points as texts. `household` is the external id of a member worth looking at."""

    members: int
    orders: int
    per_tier: Mapping[str, int]
    per_tag: Mapping[str, int]
    points: str
    points_earned: str
    points_expired: str
    household: str


async def find(session: Session, merchant_id: int, points_id: int, decimals: int) -> Findings:
    """Count."""
    members = await session.fetch_value("SELECT count(*) FROM member WHERE merchant_id = $1", merchant_id)
    sql = "SELECT count(*) FROM event WHERE merchant_id = $1 AND type = 'order.paid' AND status = 0"
    orders = await session.fetch_value(sql, merchant_id)
    tiers = {row[0]: row[1] for row in await session.fetch(_TIERS, merchant_id)}
    tags = {row[0]: row[1] for row in await session.fetch(_TAGS, merchant_id)}
    held = await session.fetch_one(_HELD, merchant_id, points_id)
    amounts = [text_of(held[place] or 0, decimals) if held else "0" for place in range(3)]
    household = await session.fetch_value(_HOUSEHOLD, merchant_id)
    per_tier = {**tiers, "none": members - sum(tiers.values())}
    return Findings(members, orders, per_tier, tags, amounts[0], amounts[1], amounts[2], str(household))
