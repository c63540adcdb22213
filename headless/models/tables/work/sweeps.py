"""Sweeps: members to be judged anew after the configuration changed; resumable."""

from tortoise import fields

from headless.models.base.row import Row


class Sweep(Row):
    """One pass over all members in id order; `after_id` is how far it got. status: 0 open, 1 done, 2 superseded."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    reason = fields.TextField()
    document = fields.TextField()
    after_id = fields.BigIntField()
    status = fields.SmallIntField()
    created_at = fields.BigIntField()
    leased_until = fields.BigIntField(null=True)

    class Meta:
        table = "sweep"


class TrackedKey(Row):
    """A key of daily totals that is kept because a condition or a rule uses it."""

    keys = ("merchant_id", "key")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    key = fields.TextField()
    since_at = fields.BigIntField()

    class Meta:
        table = "tracked_key"
