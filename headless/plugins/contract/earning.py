"""What an order's points are earned on."""

from decimal import Decimal
from typing import Any

from headless.engine.declarations.facts import RuleContext


def earning_base(ctx: RuleContext[Any]) -> Decimal:
    """Money that earns, in the merchant's currency: an order's total less what was paid in kinds that are not money.

    Of a refund, its amount. Never below 0.
    """
    data = ctx.event.data
    total: Decimal = data.total if hasattr(data, "total") else data.amount
    for tender in getattr(data, "pay_with", ()):
        kind = ctx.kinds.get(tender.asset)
        if kind is not None and not kind.money:
            total -= tender.amount * (ctx.worth(tender.asset) or 0)
    return max(total, Decimal(0))
