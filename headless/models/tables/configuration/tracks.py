"""Tier tracks, version by version, and their present tiers."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.versions import Versioned


class TierTrack(Versioned):
    """One version of a tier track; the highest version counts."""

    class Meta:
        table = "tier_track"


class Tier(Row):
    """A tier as the newest version of its track has it; one that was removed is no longer active."""

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
