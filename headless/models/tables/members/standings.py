"""Standings: which tier since when, until when and why."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member import records
from headless.models.base.mapping import JSON, RowMap, columns, reader
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session


class Standing(Row):
    """A member entered, kept or left a tier: append only."""

    keys = ("merchant_id", "member_id", "track_id", "seq")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    track_id = fields.BigIntField()
    seq = fields.IntField()
    id = fields.BigIntField()
    tier_id = fields.BigIntField(null=True)
    since_at = fields.BigIntField()
    until_at = fields.BigIntField(null=True)
    grace_until_at = fields.BigIntField(null=True)
    code = fields.TextField()
    params = fields.TextField()
    clause = fields.TextField(null=True)
    event_id = fields.BigIntField(null=True)
    recorded_at = fields.BigIntField()

    class Meta:
        table = "standing"


class MemberTier(Row):
    """The newest standing of a member on a track: a projection."""

    keys = ("merchant_id", "member_id", "track_id")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    track_id = fields.BigIntField()
    standing_id = fields.BigIntField()
    seq = fields.IntField()
    tier_id = fields.BigIntField(null=True)
    rank = fields.IntField(null=True)
    since_at = fields.BigIntField()
    until_at = fields.BigIntField(null=True)
    grace_until_at = fields.BigIntField(null=True)

    class Meta:
        table = "member_tier"


STANDINGS: RowMap[records.Standing] = RowMap(Standing, records.Standing, convert={"params": JSON, "clause": JSON})
BARE_STANDINGS: RowMap[records.Standing] = RowMap(
    Standing, records.Standing, without=("params", "clause"), constants={"params": {}, "clause": None}
)
"""Standings without their reasons, which no decision reads."""
MEMBER_TIERS: RowMap[tuple[records.Standing, int | None]] = RowMap(
    MemberTier, records.Standing, renamed={"standing_id": "id"}, given=("rank",)
)
"""The newest standings as written, each with the rank of its tier."""
TIER_ENDS = "coalesce({0}.grace_until_at, {0}.until_at)"
"""When a standing ends or is reviewed: in grace, with the grace."""
_CURRENT = f"""SELECT {columns(BARE_STANDINGS, "s")}
FROM member_tier t JOIN standing s
  ON s.merchant_id = t.merchant_id AND s.member_id = t.member_id AND s.track_id = t.track_id AND s.seq = t.seq
WHERE t.merchant_id = $1 AND {{members}}"""


class StandingOfEvent(NamedTuple):
    """A standing that an event made. `params` is JSON text."""

    event_id: int
    track_id: int
    tier_id: int | None
    code: str
    params: str
    id: int


def current_standings(
    session: Session, merchant_id: int, member_ids: Collection[int]
) -> Select[list[records.Standing]]:
    """Select the newest standings of members on all tracks, without their reasons."""
    sql = _CURRENT.format(members=session.any_of("t.member_id", 2))
    return Select(sql, (merchant_id, member_ids), BARE_STANDINGS.records)


async def standings_of_events(
    session: Session, merchant_id: int, member_ids: Sequence[int], event_ids: Sequence[int]
) -> list[StandingOfEvent]:
    """Return the standings that events of members made."""
    sql = f"""SELECT {columns(StandingOfEvent)} FROM standing WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("event_id", 3)} ORDER BY seq"""
    return reader(StandingOfEvent)(await session.fetch(sql, merchant_id, member_ids, event_ids))


class HeldTier(NamedTuple):
    """The tier that a standing put a member on, None if the member left the track's tiers."""

    track_id: int
    tier_id: int | None


_BEFORE = f"""SELECT {columns(HeldTier)} FROM standing WHERE merchant_id = $1 AND member_id = $2 AND recorded_at <= $3
AND (event_id IS NULL OR event_id <> $4) ORDER BY seq"""


async def tiers_before(
    session: Session, merchant_id: int, member_id: int, recorded_at: int, event_id: int
) -> list[HeldTier]:
    """Read the standings that a member had when an event was recorded, oldest first, without those that the event made."""
    rows = await session.fetch(_BEFORE, merchant_id, member_id, recorded_at, event_id)
    return [HeldTier._make(row) for row in rows]


async def standings_at(
    session: Session, merchant_id: int, member_ids: Collection[int], track_id: int, at: int
) -> list[records.Standing]:
    """Return the newest standings of members on a track that were recorded up to a moment."""
    sql = f"""SELECT {columns(STANDINGS, "s")} FROM standing s
WHERE s.merchant_id = $1 AND {session.any_of("s.member_id", 2)}
AND s.track_id = $3 AND s.seq = (SELECT max(x.seq) FROM standing x WHERE x.merchant_id = s.merchant_id
  AND x.member_id = s.member_id AND x.track_id = s.track_id AND x.recorded_at <= $4)"""
    return STANDINGS.records(await session.fetch(sql, merchant_id, member_ids, track_id, at))
