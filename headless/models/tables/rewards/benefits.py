"""Benefits, version by version, what members were granted of them beyond their condition, and each use."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.versions import Versioned


class Benefit(Versioned):
    """One version of a benefit; the highest version counts."""

    class Meta:
        table = "benefit"


class BenefitGrant(Row):
    """Uses of a benefit that a rule gave a member, beyond condition and quota."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    benefit_id = fields.BigIntField()
    uses = fields.IntField()
    used = fields.IntField()
    until_at = fields.BigIntField(null=True)
    granted_at = fields.BigIntField()
    event_id = fields.BigIntField()
    rule_id = fields.BigIntField(null=True)
    revoked_at = fields.BigIntField(null=True)
    revoked_event_id = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "benefit_grant"


class BenefitUse(Row):
    """One use of a benefit by a member."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    benefit_id = fields.BigIntField()
    event_id = fields.BigIntField()
    used_at = fields.BigIntField()
    used_on = fields.IntField()
    used_by = fields.TextField()
    serial = fields.BigIntField(null=True)
    grant_id = fields.BigIntField(null=True)
    coupon_id = fields.BigIntField(null=True)
    reversed_at = fields.BigIntField(null=True)

    class Meta:
        table = "benefit_use"
