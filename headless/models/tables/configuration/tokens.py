"""Tokens of merchants, partners and members."""

from tortoise import fields

from headless.models.base.row import Row


class Token(Row):
    """A bearer secret, known by its hash; scopes and sources are JSON lists."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.TextField()
    hash = fields.TextField()
    last_four = fields.TextField()
    scopes = fields.TextField()
    sources = fields.TextField(null=True)
    partner_id = fields.BigIntField(null=True)
    expires_at = fields.BigIntField(null=True)
    revoked_at = fields.BigIntField(null=True)
    last_used_at = fields.BigIntField(null=True)
    created_at = fields.BigIntField()

    class Meta:
        table = "token"
