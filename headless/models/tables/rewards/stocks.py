"""How much there is of what is limited, and what rules took of it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member.entitlements import Taken
from headless.models.base.mapping import FLAG, RowMap, columns, reader
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


TAKES: RowMap[Taken] = RowMap(StockTake, Taken, convert={"keep": FLAG})
REVERSED_TAKES: RowMap[Taken] = TAKES.only("reversed_at")
"""What changes of a take."""
_CLAIM = """UPDATE stock SET taken = taken + $3, serial = serial + $3
WHERE merchant_id = $1 AND name = $2 AND taken + $3 <= total RETURNING serial"""
_GIVE_BACK = "UPDATE stock SET taken = taken - $3 WHERE merchant_id = $1 AND name = $2"


class StockLeft(NamedTuple):
    """What is left of a stock."""

    name: str
    remaining: int


async def takes_of_events(session: Session, merchant_id: int, event_ids: Sequence[int]) -> list[Taken]:
    """Return what events took of stocks."""
    sql = f"""SELECT {columns(TAKES)} FROM stock_take
WHERE merchant_id = $1 AND {session.any_of("event_id", 2)} ORDER BY id"""
    return TAKES.records(await session.fetch(sql, merchant_id, event_ids))


async def stocks_left(session: Session, merchant_id: int, names: Collection[str]) -> dict[str, int]:
    """Return what is left of stocks, by name."""
    listed = columns(StockLeft, remaining="total - taken")
    sql = f"SELECT {listed} FROM stock WHERE merchant_id = $1 AND {session.any_of('name', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(names))
    return {stock.name: stock.remaining for stock in reader(StockLeft)(rows)}


async def take_stock(session: Session, merchant_id: int, name: str, count: int) -> range | None:
    """Take units of a stock, and return their serial numbers, None if it has fewer left."""
    serial = await session.fetch_value(_CLAIM, merchant_id, name, count)
    return None if serial is None else range(serial - count + 1, serial + 1)


async def return_stock(session: Session, merchant_id: int, name: str, count: int) -> None:
    """Put units back that were taken."""
    await session.execute(_GIVE_BACK, merchant_id, name, count)


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
