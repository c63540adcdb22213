"""What of an order is goods: its lines that sell cards are money in another form."""

from decimal import Decimal
from typing import Any


def goods_total(data: Any) -> Decimal:
    """Return what an order comes to without the lines that sell cards. Assets pay for no more than that."""
    total: Decimal = data.total
    return total - sum(
        (item.amount for item in getattr(data, "items", None) or () if item.card is not None), Decimal(0)
    )
