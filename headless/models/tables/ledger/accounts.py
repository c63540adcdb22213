"""Accounts: balances as they stand."""

from tortoise import fields

from headless.models.base.row import Row


class Account(Row):
    """One member's holding of one asset kind: a projection of its entries, lots and holds."""

    keys = ("merchant_id", "member_id", "kind_id")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    balance = fields.BigIntField()
    debt = fields.BigIntField()
    held = fields.BigIntField()
    pending = fields.BigIntField()
    earned = fields.BigIntField()
    spent = fields.BigIntField()
    expired = fields.BigIntField()
    version = fields.IntField()
    due_at = fields.BigIntField(null=True)

    class Meta:
        table = "account"
