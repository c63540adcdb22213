"""The lines of an order add up to its total: those that do not are scaled to it, and the answer says so."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from headless.engine.member.records import EventRecord
from headless.engine.values.amounts import from_units, shares, to_units
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message

LINES_SCALED = "lines_scaled"
_NOTHING = Decimal(0)
_SMALLEST = tuple(Decimal(1).scaleb(-decimals) for decimals in range(4))
"""The smallest unit of a currency with so many decimals."""


def fit_lines(event: EventRecord, decimals: int) -> Problem | None:
    """Let the lines of an order add up to its total, for good: what is stored of the event has them, too.

    Return what stands against it: lines that come to nothing or less cannot be scaled.
    """
    fitted = fitted_lines(event.data, decimals)
    if fitted is event.data:
        return None
    if fitted is None:
        return misfit(event.data, "data")
    event.data, event.json = fitted, fitted.to_json()
    return None


def misfit(data: Any, *path: str) -> Problem:
    """Return the refusal of an order whose lines cannot be scaled to its total. path: where the order stands."""
    message = Message(
        "the lines come to {said}, the total is {total}; they cannot be scaled to it, so send lines that add up",
        said=sum_of(data.items),
        total=data.total,
    )
    return invalid("LINES_DO_NOT_ADD_UP", message, *path, "items")


def fitted_lines(data: Any, decimals: int) -> Any:
    """Return an order's data with lines in whole units that add up to its total, or None if they cannot be scaled.

    The same object comes back if they do already, or if no line has an amount.
    """
    said = sum_of(data.items)
    if said == data.total:
        return data if not said or _is_whole(said, decimals) else _scaled_to(data, decimals)
    if not any(item.amount for item in data.items):
        return data
    return None if said <= 0 else _scaled_to(data, decimals).model_copy(update={"lines_total": said})


def _is_whole(said: Decimal, decimals: int) -> bool:
    """Return True if a sum and all that was added up to it have no more decimals than their currency."""
    if decimals < len(_SMALLEST) and said.same_quantum(_SMALLEST[decimals]):
        return True
    exponent = said.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= decimals


def _scaled_to(data: Any, decimals: int) -> Any:
    amounts = scaled([item.amount for item in data.items], to_units(data.total, decimals), decimals)
    items = tuple(item.model_copy(update={"amount": amount}) for item, amount in zip(data.items, amounts, strict=True))
    return data.model_copy(update={"items": items})


def scaled(amounts: Sequence[Decimal], total: int, decimals: int) -> list[Decimal]:
    """Return amounts scaled to a total in units, by largest remainder."""
    units = shares(total, [Fraction(amount) for amount in amounts])
    return [from_units(unit, decimals) for unit in units]


def scaled_notes(data: Any) -> list[Mapping[str, Any]]:
    """Return what the answer says of lines that were scaled, nothing if they were not."""
    if data.lines_total is None:
        return []
    return [{"c": LINES_SCALED, "k": {"lines": f"{data.lines_total:f}", "total": f"{data.total:f}"}}]


def sum_of(items: Sequence[Any]) -> Decimal:
    """Return what lines come to."""
    return sum([item.amount for item in items], _NOTHING)
