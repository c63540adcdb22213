"""Totals narrowed to a category, a brand, a sku, a channel or a store: which part of an order or a refund counts for them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from headless.engine.values.amounts import to_units

OF_ORDER = frozenset({"channel", "store"})


def share_of(args: Mapping[str, str], order: Any, items: Iterable[Any], decimals: int) -> int | None:
    """Return the units of the items that the arguments name, of an order that they name, or None if they name nothing of it."""
    if not names_order(args, order):
        return None
    lines = {name: value for name, value in args.items() if name not in OF_ORDER}
    ours = [item for item in items if all(getattr(item, name, None) == value for name, value in lines.items())]
    return sum(to_units(item.amount, decimals, exact=False) for item in ours) if ours else None


def names_order(args: Mapping[str, str], order: Any) -> bool:
    """Return True if an order is of the channel and the store that the arguments name, if they name any."""
    return all(getattr(order, name, None) == value for name, value in args.items() if name in OF_ORDER)


def is_whole(args: Mapping[str, str]) -> bool:
    """Return True if the arguments name whole orders, not some of their items."""
    return OF_ORDER.issuperset(args)


def returned(args: Mapping[str, str], order: Any, refunds: Iterable[Any], total: int, decimals: int) -> int:
    """Return the units that refunds gave back of what the arguments name.

    A refund without items counts in proportion; the last counts for all that is left. Never more than all of it, on the side of
    zero on which it lies.
    """
    ours = share_of(args, order, order.items, decimals) or 0
    back, refunded = Fraction(0), 0
    for refund in refunds:
        units = to_units(refund.amount, decimals)
        refunded += units
        if refund.items:
            back += share_of(args, order, refund.items, decimals) or 0
        elif total:
            back += Fraction(units * ours, total)
    return ours if refunded >= total else max(min(ours, 0), min(max(ours, 0), int(back)))
