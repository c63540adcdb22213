"""Holds and the lots they reserve."""

from tortoise import fields

from headless.models.base.row import Row


class Hold(Row):
    """A reservation that is captured or released later."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    kind_id = fields.BigIntField()
    amount = fields.BigIntField()
    captured = fields.BigIntField()
    released = fields.BigIntField()
    status = fields.SmallIntField()
    order_ref = fields.TextField(null=True)
    reason = fields.TextField()
    event_id = fields.BigIntField()
    created_at = fields.BigIntField()
    expires_at = fields.BigIntField()

    class Meta:
        table = "hold"


class HoldLot(Row):
    """How much of a lot a hold still reserves."""

    keys = ("merchant_id", "hold_id", "lot_id")
    merchant_id = fields.BigIntField()
    hold_id = fields.BigIntField()
    lot_id = fields.BigIntField(primary_key=True, generated=False)
    amount = fields.BigIntField()

    class Meta:
        table = "hold_lot"
