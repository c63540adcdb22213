"""How much there is of what is limited, and what rules took of it."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.session import Session


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


async def set_total(session: Session, merchant_id: int, name: str, total: int) -> int:
    """Set how many units there are in all, and return how many are taken. If more are taken than that, change nothing."""
    rows = Stock.of(session, merchant_id).filter(name=name)
    stock = await rows.locked().first()
    if stock is None:
        await Stock.of(session, merchant_id).create(name=name, total=total, taken=0, serial=0)
        return 0
    if total >= stock.taken:
        await rows.update(total=total)
    return int(stock.taken)
