"""Tier tracks, version by version, and their present tiers."""

from collections.abc import Collection
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import names
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class TierTrack(Versioned):
    """One version of a tier track. The highest version counts."""

    noun = "TierTrack"

    class Meta:
        table = "tier_track"


class Tier(Row):
    """A tier as the newest version of its track has it. One that was removed is no longer active."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    track_id = fields.BigIntField()
    code = fields.TextField()
    name = fields.TextField()
    rank = fields.IntField()
    active = fields.BooleanField()

    class Meta:
        table = "tier"


class PresentTier(NamedTuple):
    """A tier of a track's newest version."""

    id: int
    code: str
    name: str
    rank: int


class TierMembers(NamedTuple):
    """How many members stand on a tier."""

    tier_id: int
    members: int


_MEMBERS = "SELECT tier_id, count(*) AS members FROM member_tier WHERE merchant_id = $1 AND {tiers} GROUP BY tier_id"
_RANKED = """UPDATE member_tier SET rank = (
  SELECT t.rank FROM tier t WHERE t.merchant_id = member_tier.merchant_id AND t.id = member_tier.tier_id
) WHERE merchant_id = $1 AND track_id = $2 AND tier_id IS NOT NULL"""


async def members_on(session: Session, merchant_id: int, tiers: Collection[int]) -> list[TierMembers]:
    """Count the members on each of these tiers. Tiers without members are left out."""
    rows = await session.fetch(_MEMBERS.format(tiers=session.any_of("tier_id", 2)), merchant_id, tiers)
    return [TierMembers._make(row) for row in rows]


async def replace_tiers(session: Session, merchant_id: int, track_id: int, tiers: Collection[PresentTier]) -> None:
    """Make these the track's active tiers, and give the members on them their new ranks."""
    await Tier.of(session, merchant_id).filter(track_id=track_id).update(active=False)
    rows = [(merchant_id, tier.id, track_id, tier.code, tier.name, tier.rank, True) for tier in tiers]
    await session.upsert("tier", Tier.keys, names(Tier), rows)
    await session.execute(_RANKED, merchant_id, track_id)
