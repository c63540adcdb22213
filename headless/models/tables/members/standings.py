"""Standings: which tier since when, until when and why."""

from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns
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
