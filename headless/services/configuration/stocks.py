"""Stocks as configuration: how many there are of what is limited."""

from typing import Any

from headless.engine.values.limits import STOCK_UNITS
from headless.services.configuration.saving import Desk, stop


def whole(value: Any, name: str, least: int = 0) -> int | None:
    """A whole number of an input, if it is given. Errors: Stop."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= STOCK_UNITS:
        raise stop("INVALID_NUMBER", f"{name} is {value}; give a whole number from {least} to {STOCK_UNITS}", name)
    return value


async def set_stock(desk: Desk, name: str, total: int | None) -> None:
    """Say how many there are in all of what a kind or a benefit gives from now on. Errors: Stop where more are out."""
    if total is None:
        return
    merchant = desk.merchant.id
    sql = "SELECT taken FROM stock WHERE merchant_id = $1 AND name = $2 FOR UPDATE"
    row = await desk.session.fetch_one(sql, merchant, name)
    if row is None:
        await desk.session.insert("stock", ("merchant_id", "name", "total"), [(merchant, name, total)])
        return
    if total < row[0]:
        raise stop("STOCK_TOO_SMALL", f"{row[0]} are given out already; give a stock of that many or more", "stock")
    sql = "UPDATE stock SET total = $3 WHERE merchant_id = $1 AND name = $2"
    await desk.session.execute(sql, merchant, name, total)
