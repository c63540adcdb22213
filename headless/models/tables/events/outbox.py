"""The outbox: what the world is told after commit."""

from tortoise import fields

from headless.models.base.row import Row


class OutboxRow(Row):
    """A message to deliver after commit; claimed with a lease."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    topic = fields.TextField()
    document = fields.TextField()
    created_at = fields.BigIntField()
    leased_until = fields.BigIntField(null=True)
    delivered_at = fields.BigIntField(null=True)
    attempts = fields.IntField()

    class Meta:
        table = "outbox"
