"""Schedules: when jobs and rankings are to run next, by the merchant's clock."""

from tortoise import fields

from headless.models.base.row import Row


class Schedule(Row):
    """One job (`job:<plugin>.<id>`) or ranking (`rank:<track>`): due for a local day; `after_id` is how far that run got.

    document: what it stood on when it was set, so that a changed ranking runs anew. leased_until: another worker is at it.
    """

    keys = ("merchant_id", "code")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.TextField()
    due_at = fields.BigIntField()
    day = fields.IntField()
    after_id = fields.BigIntField()
    document = fields.TextField()
    leased_until = fields.BigIntField(null=True)

    class Meta:
        table = "schedule"
