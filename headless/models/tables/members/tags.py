"""Tags, version by version, and who wears them."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.versions import Versioned


class Tag(Versioned):
    """One version of a tag; the highest version counts."""

    class Meta:
        table = "tag"


class MemberTag(Row):
    """A tag on a member; kept, with its end, when it is removed."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    tag_id = fields.BigIntField()
    author = fields.TextField()
    reason = fields.TextField()
    origin = fields.SmallIntField()
    since_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    removed_at = fields.BigIntField(null=True)
    removed_by_hand = fields.BooleanField()
    event_id = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "member_tag"
