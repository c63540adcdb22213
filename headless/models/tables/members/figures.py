"""Numbers over all members of a merchant."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session
from headless.models.tables.members.populations import RANKED


class TierCount(NamedTuple):
    """How many members hold a tier, by its name."""

    name: str
    members: int


class TagCount(NamedTuple):
    """How many members have a tag, by its code."""

    code: str
    members: int


async def count_members(session: Session, merchant_id: int) -> int:
    """Return how many members there are."""
    return int(
        await session.fetch_value(
            "SELECT count(*) FROM member WHERE merchant_id = $1 AND merged_into IS NULL", merchant_id
        )
    )


async def count_active_members(session: Session, merchant_id: int) -> int:
    """Return how many members are active."""
    sql = f"SELECT count(*) FROM member m WHERE m.merchant_id = $1 AND {RANKED}"
    return int(await session.fetch_value(sql, merchant_id))


async def active_by_tier(session: Session, merchant_id: int, track_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many active members stand on each tier of these tracks, by the tier's id."""
    sql = f"""SELECT t.tier_id AS tier_id, count(*) AS number FROM member_tier t
JOIN member m ON m.merchant_id = $1 AND m.id = t.member_id AND {RANKED}
WHERE t.merchant_id = $1 AND {session.any_of("t.track_id", 2)} AND t.tier_id IS NOT NULL GROUP BY t.tier_id"""
    rows = await session.fetch(sql, merchant_id, sorted(set(track_ids)))
    return {row["tier_id"]: row["number"] for row in rows}


async def count_due_members(session: Session, merchant_id: int, until: int) -> int:
    """Return how many members have clock work that is due at a moment."""
    sql = "SELECT count(*) FROM member WHERE merchant_id = $1 AND due_at <= $2 AND merged_into IS NULL"
    return int(await session.fetch_value(sql, merchant_id, until))


async def has_merged_members(session: Session, merchant_id: int) -> bool:
    """Return True if a member was merged into another."""
    sql = "SELECT id FROM member WHERE merchant_id = $1 AND merged_into IS NOT NULL LIMIT 1"
    return await session.fetch_one(sql, merchant_id) is not None


async def members_per_tier(session: Session, merchant_id: int, track_id: int) -> list[TierCount]:
    """Return how many members hold each tier of a track, the lowest tier first."""
    sql = f"""SELECT {columns(TierCount, "t", members="count(m.member_id)")} FROM tier t LEFT JOIN member_tier m
  ON m.merchant_id = t.merchant_id AND m.track_id = t.track_id AND m.tier_id = t.id
WHERE t.merchant_id = $1 AND t.track_id = $2 GROUP BY t.name, t.rank ORDER BY t.rank"""
    return reader(TierCount)(await session.fetch(sql, merchant_id, track_id))


async def members_per_tag(session: Session, merchant_id: int) -> list[TagCount]:
    """Return how many members have each tag."""
    sql = f"""SELECT {columns(TagCount, "t", members="count(m.id)")} FROM tag t LEFT JOIN member_tag m
  ON m.merchant_id = t.merchant_id AND m.tag_id = t.id AND m.removed_at IS NULL
WHERE t.merchant_id = $1 AND t.version = (SELECT max(version) FROM tag x WHERE x.merchant_id = $1 AND x.id = t.id)
GROUP BY t.code ORDER BY t.code"""
    return reader(TagCount)(await session.fetch(sql, merchant_id))


async def highest_members(session: Session, merchant_id: int, track_id: int, most: int) -> list[str]:
    """Return the external ids of those who hold the highest tiers of a track, of equals those who have held them longest."""
    sql = """SELECT m.external_id FROM member m
JOIN member_tier t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
WHERE m.merchant_id = $1 AND t.track_id = $2 AND t.rank IS NOT NULL ORDER BY t.rank DESC, t.since_at, m.external_id LIMIT $3"""
    return [str(external_id) for (external_id,) in await session.fetch(sql, merchant_id, track_id, most)]
