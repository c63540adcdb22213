"""Lots and their moves."""

from tortoise import fields

from headless.models.base.row import Row


class Lot(Row):
    """A part of a balance with its own origin, funding and expiry."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    kind_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    event_id = fields.BigIntField()
    funding = fields.TextField()
    granted = fields.BigIntField()
    remaining = fields.BigIntField()
    held = fields.BigIntField()
    starts_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    earned_at = fields.BigIntField()

    class Meta:
        table = "lot"


class LotMove(Row):
    """Which lot an entry took from or gave to, and how much."""

    keys = ("merchant_id", "entry_id", "lot_id")
    merchant_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    lot_id = fields.BigIntField(primary_key=True, generated=False)
    amount = fields.BigIntField()

    class Meta:
        table = "lot_move"
