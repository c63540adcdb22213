"""Decisions, kept for ever."""

from tortoise import fields

from headless.models.base.row import Row


class Decision(Row):
    """What every rule said about one event, as one document."""

    keys = ("merchant_id", "event_id")
    merchant_id = fields.BigIntField()
    event_id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    document = fields.TextField()

    class Meta:
        table = "decision"
