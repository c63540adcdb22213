"""How much there is of what is limited, and what rules took of it."""

from tortoise import fields

from headless.models.base.row import Row


class Stock(Row):
    """What is left of "coupon:<code>" or "benefit:<code>": `total` - `taken`. `serial`: the last number given out."""

    keys = ("merchant_id", "name")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.TextField()
    total = fields.BigIntField()
    taken = fields.BigIntField()
    serial = fields.BigIntField()

    class Meta:
        table = "stock"


class StockTake(Row):
    """Units that a rule took of a stock, other than by issuing a coupon."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    stock = fields.TextField()
    count = fields.BigIntField()
    event_id = fields.BigIntField()
    rule_id = fields.BigIntField(null=True)
    reversed_at = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "stock_take"
