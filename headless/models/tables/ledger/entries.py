"""Entries: the ledger."""

from tortoise import fields

from headless.models.base.row import Row


class Entry(Row):
    """One movement on an account against a contra account; `version` is gapless within the account."""

    keys = ("merchant_id", "member_id", "kind_id", "version")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    version = fields.IntField()
    id = fields.BigIntField()
    type = fields.SmallIntField()
    amount = fields.BigIntField()
    balance_after = fields.BigIntField()
    contra = fields.TextField()
    funding = fields.TextField(null=True)
    event_id = fields.BigIntField()
    rule_id = fields.BigIntField(null=True)
    rule_version = fields.IntField(null=True)
    reason = fields.TextField()
    occurred_at = fields.BigIntField()
    recorded_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    reverses = fields.BigIntField(null=True)
    terms = fields.TextField(null=True)

    class Meta:
        table = "entry"
