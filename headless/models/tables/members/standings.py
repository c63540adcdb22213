"""Standings: which tier since when, until when and why."""

from tortoise import fields

from headless.models.base.row import Row


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
