"""Batches of coupon codes that were issued under an idempotency key."""

from tortoise import fields

from headless.models.base.row import Row


class CouponBatch(Row):
    """Codes that were issued at once, without an owner."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    idempotency_key = fields.TextField()
    content_hash = fields.TextField()
    kind_id = fields.BigIntField()
    count = fields.IntField()
    issued_at = fields.BigIntField()
    issued_by = fields.TextField()

    class Meta:
        table = "coupon_batch"
