"""Stocks as configuration: how many there are of what is limited."""

from typing import Any

from headless.engine.values.limits import STOCK_UNITS
from headless.messages import Message
from headless.models.tables.rewards.stocks import set_total
from headless.services.configuration.saving import Desk, stop


def whole(value: Any, name: str, least: int = 0) -> int | None:
    """Return a whole number of an input, if it is given. Raise Stop if it is not one, or too small or large."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= STOCK_UNITS:
        raise stop(
            "INVALID_NUMBER",
            Message(
                "{name} is {value}; give a whole number from {least} to {stock_units}",
                name=name,
                value=value,
                least=least,
                stock_units=STOCK_UNITS,
            ),
            name,
        )
    return value


async def set_stock(desk: Desk, name: str, total: int | None) -> None:
    """Set how many units a kind or a benefit gives in all. Raise Stop if more are given out."""
    if total is None:
        return
    taken = await set_total(desk.session, desk.merchant.id, name, total)
    if total < taken:
        raise stop(
            "STOCK_TOO_SMALL",
            Message("{taken} are given out already; give a stock of that many or more", taken=taken),
            "stock",
        )
