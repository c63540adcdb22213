"""Rule instances as they are read: how many events wait or were given up on."""

from collections.abc import Collection

from headless.models.base.session import Session


async def failures_by_rule(session: Session, merchant_id: int, rule_ids: Collection[int]) -> dict[int, int]:
    """Return how many events each instance failed on that wait for another attempt or were given up."""
    sql = f"""SELECT rule_id, count(*) AS number FROM rule_retry
WHERE merchant_id = $1 AND {session.any_of("rule_id", 2)} GROUP BY rule_id"""
    rows = await session.fetch(sql, merchant_id, sorted(set(rule_ids)))
    return {row["rule_id"]: row["number"] for row in rows}
