"""How much there is of what is limited, and what rules took of it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member.entitlements import Taken
from headless.models.base.mapping import FLAG, RowMap, columns, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class Stock(Row):
    """What is left of "coupon:<code>" or "benefit:<code>": `total` - `taken`. `serial`: the last number given out.

    aside: units not yet taken that are kept for some members. Each such part has a row of its own, "aside:<share>:<code>", of
    which a unit is taken together with one of the benefit's. There, `aside` is 1 if the part is not kept any more: what comes
    back of it is for everyone.
    """

    keys = ("merchant_id", "name")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.TextField()
    total = fields.BigIntField()
    taken = fields.BigIntField()
    serial = fields.BigIntField()
    aside = fields.BigIntField()

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
_CLAIM = """UPDATE stock SET taken = taken + $3 + $4, serial = serial + $3 + $4, aside = aside - $4
WHERE merchant_id = $1 AND name = $2 AND taken + aside + $3 <= total RETURNING serial"""
_GIVE_BACK_ASIDE = """UPDATE stock SET taken = taken - $3, total = total - CASE WHEN aside = 1 THEN $3 ELSE 0 END
WHERE merchant_id = $1 AND name = $2 RETURNING aside"""
_OPEN_ASIDE = """INSERT INTO stock (merchant_id, name, total, taken, serial, aside) VALUES ($1, $2, 0, 0, 0, 0)
ON CONFLICT (merchant_id, name) DO UPDATE SET aside = 0"""
_TAKEN = "SELECT taken FROM stock WHERE merchant_id = $1 AND name = $2"
_KEEP_ASIDE = "UPDATE stock SET total = $3 WHERE merchant_id = $1 AND name = $2"
_GIVE_UP_ASIDE = "UPDATE stock SET total = taken, aside = 1 WHERE merchant_id = $1 AND name = $2"
_GIVE_BACK = "UPDATE stock SET taken = taken - $3, aside = aside + $4 WHERE merchant_id = $1 AND name = $2"


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
    """Return what is left of stocks for everyone, by name."""
    return await _left(session, merchant_id, names, "total - taken - aside")


async def stocks_left_in_all(session: Session, merchant_id: int, names: Collection[str]) -> dict[str, int]:
    """Return what is left of stocks, with what is set aside of them, by name."""
    return await _left(session, merchant_id, names, "total - taken")


async def _left(session: Session, merchant_id: int, names: Collection[str], remaining: str) -> dict[str, int]:
    listed = columns(StockLeft, remaining=remaining)
    sql = f"SELECT {listed} FROM stock WHERE merchant_id = $1 AND {session.any_of('name', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(names))
    return {stock.name: stock.remaining for stock in reader(StockLeft)(rows)}


async def take_stock(session: Session, merchant_id: int, name: str, count: int, aside: int = 0) -> range | None:
    """Take units of a stock, and return their serial numbers, None if it has fewer left for everyone.

    aside: how many more to take of what is set aside, which was claimed before.
    """
    serial = await session.fetch_value(_CLAIM, merchant_id, name, count, aside)
    return None if serial is None else range(serial - count - aside + 1, serial + 1)


async def return_stock(session: Session, merchant_id: int, name: str, count: int, aside: int = 0) -> None:
    """Put units back that were taken. aside: how many of them are kept for some members again."""
    await session.execute(_GIVE_BACK, merchant_id, name, count, aside)


async def take_aside(session: Session, merchant_id: int, name: str, count: int) -> bool:
    """Take units of what is set aside, and return False if it has fewer left."""
    return await session.fetch_value(_CLAIM, merchant_id, name, count, 0) is not None


async def return_aside(session: Session, merchant_id: int, name: str, count: int) -> int:
    """Put units back into what is set aside, and return how many are kept for its members again: none if it was given up."""
    given_up = await session.fetch_value(_GIVE_BACK_ASIDE, merchant_id, name, count)
    return 0 if given_up else count


async def keep_aside(session: Session, merchant_id: int, name: str, count: int) -> int:
    """Keep so many units in all for some members, and return how many of them are taken. If more are, change nothing."""
    await session.execute(_OPEN_ASIDE, merchant_id, name)
    taken = int(await session.fetch_value(_TAKEN, merchant_id, name))
    if count >= taken:
        await session.execute(_KEEP_ASIDE, merchant_id, name, count)
    return taken


async def give_up_aside(session: Session, merchant_id: int, name: str) -> None:
    """Keep no more units for some members."""
    await session.execute(_GIVE_UP_ASIDE, merchant_id, name)


async def forget_aside(session: Session, merchant_id: int, name: str) -> None:
    """Keep nothing of a stock for some members."""
    await session.execute("UPDATE stock SET aside = 0 WHERE merchant_id = $1 AND name = $2", merchant_id, name)


async def set_total(session: Session, merchant_id: int, name: str, total: int, aside: int = 0) -> int:
    """Set how many units there are in all, and return how many are taken. If more are taken than that, change nothing.

    aside: how many that are not taken are kept for some members from now on. They count as taken here.
    """
    rows = Stock.of(session, merchant_id).filter(name=name)
    stock = await rows.locked().first()
    if stock is None:
        await Stock.of(session, merchant_id).create(name=name, total=total, taken=0, serial=0, aside=aside)
        return aside
    bound = int(stock.taken) + aside
    if total >= bound:
        await rows.update(total=total, aside=aside)
    return bound
