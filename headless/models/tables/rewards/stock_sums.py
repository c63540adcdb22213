"""What is out of each stock, summed from coupons, uses and takes, to be held against the stock's own numbers."""

from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session


class OutOfStock(NamedTuple):
    """How many coupons of a kind, or uses of a benefit, are out."""

    owner_id: int
    units: int


class CountedUses(NamedTuple):
    """How many uses of a benefit are out. share: of what is set aside, None for the rest."""

    owner_id: int
    share: str | None
    units: int


class Taken(NamedTuple):
    """How many units rules took of a stock."""

    stock: str
    units: int


class LastSerial(NamedTuple):
    """The highest serial that a coupon of a kind bears."""

    kind_id: int
    serial: int


class StoredStock(NamedTuple):
    """What a stock itself says: its units, those taken and set aside, and the last serial given out."""

    name: str
    total: int
    taken: int
    serial: int
    aside: int


async def issued_coupons(session: Session, merchant_id: int) -> list[OutOfStock]:
    """Return how many numbered coupons of each kind are out."""
    sql = """SELECT kind_id, count(*) FROM coupon
WHERE merchant_id = $1 AND serial IS NOT NULL AND status <> 3 GROUP BY kind_id"""
    return reader(OutOfStock)(await session.fetch(sql, merchant_id))


async def counted_uses(session: Session, merchant_id: int) -> list[CountedUses]:
    """Return how many numbered uses of each benefit stand."""
    sql = """SELECT benefit_id, share, count(*) FROM benefit_use
WHERE merchant_id = $1 AND serial IS NOT NULL AND reversed_at IS NULL GROUP BY benefit_id, share"""
    return reader(CountedUses)(await session.fetch(sql, merchant_id))


async def taken_units(session: Session, merchant_id: int) -> list[Taken]:
    """Return what rules took of each stock and did not give back."""
    sql = f"""SELECT {columns(Taken, units="sum(count)::bigint")} FROM stock_take
WHERE merchant_id = $1 AND reversed_at IS NULL AND stock NOT LIKE 'rule:%' GROUP BY stock"""
    return reader(Taken)(await session.fetch(sql, merchant_id))


async def last_serials(session: Session, merchant_id: int) -> list[LastSerial]:
    """Return the highest serial of each kind's coupons."""
    sql = f"""SELECT {columns(LastSerial, serial="max(serial)")} FROM coupon
WHERE merchant_id = $1 AND serial IS NOT NULL GROUP BY kind_id"""
    return reader(LastSerial)(await session.fetch(sql, merchant_id))


async def stored_stocks(session: Session, merchant_id: int) -> list[StoredStock]:
    """Return the merchant's stocks."""
    sql = f"SELECT {columns(StoredStock)} FROM stock WHERE merchant_id = $1"
    return reader(StoredStock)(await session.fetch(sql, merchant_id))
