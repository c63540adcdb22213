"""Standings as they are read: the tiers held now, at an instant, page by page, by id, and how many members each tier has."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from headless.engine.member.records import Standing
from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.relations import Relation
from headless.models.base.session import Session
from headless.models.tables.members.standings import STANDINGS, TIER_ENDS

_COLUMNS = columns(STANDINGS)
_CURRENT = f"""SELECT {columns(STANDINGS, "s")} FROM member_tier t JOIN standing s
  ON s.merchant_id = t.merchant_id AND s.member_id = t.member_id AND s.track_id = t.track_id AND s.seq = t.seq
WHERE t.merchant_id = $1 AND """


class HeldTier(NamedTuple):
    """A row of HELD_TIERS: where a member stands on a track, and when that ends or is reviewed, grace included."""

    track_id: int
    tier_id: int | None
    ends_at: int | None


HELD_TIERS = Relation("tiers", f"x.track_id, x.tier_id, {TIER_ENDS.format('x')}", "member_tier x")


class TierThen(NamedTuple):
    """The tier that a member had on a track at an instant."""

    member_id: int
    tier_id: int
    until_at: int | None


async def standings_with_tiers(session: Session, merchant_id: int, member_ids: Collection[int]) -> list[Standing]:
    """Return the standings of members that hold a tier, by track."""
    sql = f"{_CURRENT}{session.any_of('t.member_id', 2)} AND s.tier_id IS NOT NULL ORDER BY t.track_id"
    return STANDINGS.records(await session.fetch(sql, merchant_id, sorted(set(member_ids))))


async def page_of_standings(
    session: Session, merchant_id: int, member_ids: Collection[int], track_id: int, page: PageRange
) -> list[Standing]:
    """Return one page of each member's standings on a track, newest first."""
    keys = keyset(page, ["seq"], 4)
    source = f"standing WHERE merchant_id = $1 AND {session.any_of('member_id', 2)} AND track_id = $3 AND {keys.beyond}"
    sql = numbered(_COLUMNS, ["member_id"], keys.order, source, page.limit)
    return STANDINGS.records(await session.fetch(sql, merchant_id, sorted(set(member_ids)), track_id, *keys.values))


async def count_standings(
    session: Session, merchant_id: int, member_ids: Collection[int], track_id: int
) -> dict[int, int]:
    """Return how many standings each member has had on a track."""
    sql = f"""SELECT member_id, count(*) AS number FROM standing
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND track_id = $3 GROUP BY member_id"""
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), track_id)
    return {row["member_id"]: row["number"] for row in rows}


async def standings_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, Standing]:
    """Return standings by id, past ones included."""
    sql = f"SELECT {_COLUMNS} FROM standing WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(set(ids)))
    return {standing.id: standing for standing in STANDINGS.records(rows)}


async def tiers_at(
    session: Session, merchant_id: int, member_ids: Collection[int], track_id: int, time: int
) -> list[TierThen]:
    """Return the tiers that members held on a track at an instant, by what had been recorded until then."""
    sql = f"""SELECT {columns(TierThen, "s")} FROM standing s
WHERE s.merchant_id = $1 AND {session.any_of("s.member_id", 2)} AND s.track_id = $3 AND s.tier_id IS NOT NULL
AND s.seq = (SELECT max(x.seq) FROM standing x WHERE x.merchant_id = s.merchant_id AND x.member_id = s.member_id
  AND x.track_id = s.track_id AND x.recorded_at <= $4)"""
    return [TierThen._make(row) for row in await session.fetch(sql, merchant_id, sorted(member_ids), track_id, time)]


async def members_by_tier(session: Session, merchant_id: int, track_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many members stand on each tier of these tracks now."""
    sql = f"""SELECT tier_id, count(*) AS number FROM member_tier
WHERE merchant_id = $1 AND {session.any_of("track_id", 2)} AND tier_id IS NOT NULL GROUP BY tier_id"""
    rows = await session.fetch(sql, merchant_id, sorted(set(track_ids)))
    return {row["tier_id"]: row["number"] for row in rows}
