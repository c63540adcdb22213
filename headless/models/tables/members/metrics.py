"""Values of plugin metrics, stored so that SQL can read them."""

from tortoise import fields

from headless.models.base.row import Row


class StoredMetric(Row):
    """The last computed value of a plugin's metric: `number` / 10^`scale`, or `text`."""

    keys = ("merchant_id", "member_id", "metric")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    metric = fields.TextField()
    number = fields.BigIntField(null=True)
    scale = fields.SmallIntField()
    text = fields.TextField(null=True)
    computed_at = fields.BigIntField()
    due_at = fields.BigIntField(null=True)

    class Meta:
        table = "stored_metric"
