"""Coupon kinds, version by version, and the coupons that were issued of them."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.versions import Versioned


class CouponKind(Versioned):
    """One version of a coupon kind; the highest version counts."""

    class Meta:
        table = "coupon_kind"


class CouponBatch(Row):
    """Codes that were issued at once and that nobody owned then."""

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


class Coupon(Row):
    """One numbered unit of a coupon kind; whether it has expired is judged when it is read."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    code = fields.TextField()
    serial = fields.BigIntField(null=True)
    member_id = fields.BigIntField(null=True)
    status = fields.SmallIntField()
    event_id = fields.BigIntField(null=True)
    rule_id = fields.BigIntField(null=True)
    batch_id = fields.BigIntField(null=True)
    issued_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    used_at = fields.BigIntField(null=True)
    used_event_id = fields.BigIntField(null=True)
    order_ref = fields.TextField(null=True)
    revoked_at = fields.BigIntField(null=True)
    revoked_event_id = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "coupon"
