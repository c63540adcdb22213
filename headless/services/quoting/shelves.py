"""The goods of a shelf, of which a member asks the prices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.engine.handlers.couponing import basket_of
from headless.engine.pricing.baskets import Basket
from headless.engine.program.program import Program
from headless.engine.values.amounts import to_units
from headless.engine.values.limits import SHELF_ITEMS
from headless.errors import Invalid
from headless.messages import Message
from headless.services.quoting.drafts import read_draft


def read_shelf(program: Program, items: Sequence[Mapping[str, Any]]) -> list[Basket]:
    """Return goods as orders of one line each. Raise Invalid for goods that cannot be read, or for too many."""
    if not 1 <= len(items) <= SHELF_ITEMS:
        message = Message(
            "{count} items are asked for; give 1 to {most}, in several requests if need be",
            count=len(items),
            most=SHELF_ITEMS,
        )
        raise Invalid(message, code="TOO_MANY_ITEMS", data={"path": ["items"]})
    for place, item in enumerate(items):
        _check_exact(item["amount"], program.decimals, "items", str(place), "amount")
    total = sum((Decimal(item["amount"]) for item in items), Decimal(0))
    try:
        data = read_draft(program, {"total": f"{max(total, Decimal(0)):f}", "items": list(items)}).data
    except Invalid as fault:
        raise Invalid(fault.message, code=fault.code, data=_without_order(fault.data)) from None
    return [Basket((line,)) for line in basket_of(data, program.decimals).lines]


def _check_exact(amount: str, decimals: int, *path: str) -> None:
    try:
        to_units(amount, decimals)
    except Invalid as fault:
        raise Invalid(fault.message, code=fault.code, data={"path": list(path)}) from None


def _without_order(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a fault with paths as they are in the input, which has no order around the items."""
    told = {**data, "path": _beyond_order(data.get("path", ()))}
    if "problems" in data:
        told["problems"] = [{**problem, "path": _beyond_order(problem["path"])} for problem in data["problems"]]
    return told


def _beyond_order(path: Sequence[str]) -> list[str]:
    return list(path[1:] if tuple(path[:1]) == ("order",) else path)
