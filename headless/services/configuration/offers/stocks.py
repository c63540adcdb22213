"""Stocks as configuration: how many there are of what is limited."""

from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.values.limits import STOCK_UNITS
from headless.messages import Message
from headless.models.tables.rewards.stocks import forget_aside, give_up_aside, keep_aside, set_total
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
    await set_shared_stock(desk, name, total, {}, ())


async def set_shared_stock(
    desk: Desk, name: str, total: int | None, kept: Mapping[str, int], given_up: Iterable[str]
) -> None:
    """Set how many units there are in all, and how many of them are kept for some members, by the name of each such part.

    given_up: the names of parts that are not kept any more. Raise Stop if more are given out.
    """
    session, merchant_id = desk.session, desk.merchant.id
    aside = 0
    for part in sorted({*kept, *given_up}):
        if part not in kept:
            await give_up_aside(session, merchant_id, part)
            continue
        taken = await keep_aside(session, merchant_id, part, kept[part])
        if kept[part] < taken:
            place = str(list(kept).index(part))
            message = Message("{taken} of these are given out already; set aside that many or more", taken=taken)
            raise stop("STOCK_TOO_SMALL", message, "setAside", place, "count")
        aside += kept[part] - taken
    if total is None:
        await forget_aside(session, merchant_id, name)
        return
    bound = await set_total(session, merchant_id, name, total, aside)
    if total < bound:
        message = (
            Message("{taken} are given out already or set aside; give a stock of that many or more", taken=bound)
            if aside
            else Message("{taken} are given out already; give a stock of that many or more", taken=bound)
        )
        raise stop("STOCK_TOO_SMALL", message, "stock")
