"""Daily totals, from which windows are summed."""

from tortoise import fields

from headless.models.base.row import Row


class DailyTotal(Row):
    """Counts and sums of a member's day by key; day 0 is the sum of the whole life."""

    keys = ("merchant_id", "member_id", "key", "day")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    key = fields.TextField()
    day = fields.IntField()
    count = fields.BigIntField()
    amount = fields.BigIntField()
    less = fields.BigIntField()

    class Meta:
        table = "daily_total"
