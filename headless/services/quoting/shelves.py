"""The goods of a shelf, of which a member asks the prices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.engine.handlers.couponing import basket_of
from headless.engine.pricing.baskets import Basket
from headless.engine.program.program import Program
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
    total = sum((Decimal(item["amount"]) for item in items), Decimal(0))
    data = read_draft(program, {"total": f"{max(total, Decimal(0)):f}", "items": list(items)}).data
    return [Basket((line,)) for line in basket_of(data, program.decimals).lines]
