"""The amount of an order that earns points."""

from decimal import Decimal
from typing import Any

from headless.engine.declarations.facts import RuleContext


def earning_base(ctx: RuleContext[Any]) -> Decimal:
    """Return the money that earns, in the merchant's currency.

    For an order this is its total less what was paid in kinds that are not money, for a refund its amount. Lines that earn
    nothing, such as one that sells a card, do not count. It is never below 0.
    """
    data = ctx.event.data
    total: Decimal = data.total if hasattr(data, "total") else data.amount
    for tender in getattr(data, "pay_with", ()):
        kind = ctx.kinds.get(tender.asset)
        if kind is not None and not kind.money:
            total -= tender.amount * (ctx.worth(tender.asset) or 0)
    for item in getattr(data, "items", None) or ():
        if getattr(item, "earns", None) is False:
            total -= item.amount
    return max(total, Decimal(0))
