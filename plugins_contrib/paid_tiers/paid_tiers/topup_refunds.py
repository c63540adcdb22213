"""What refunds gave back of top-ups."""

from decimal import Decimal
from typing import Any

from headless.plugins import RuleContext

REFUNDED = ("topup.refunded", "subscription.topup_refunded")
"""The second tells of a refund that leaves the money itself alone. One refund told by both counts once."""


def refunds_counted(ctx: RuleContext[Any]) -> dict[tuple[str, str], Decimal]:
    """Return what each refund gave back of its payment, by payment and refund.

    Of two events about one refund, the larger counts. One of more than was left when it came has taken nothing back.
    """
    paid = {topup.data.payment_id: topup.data.amount for topup in ctx.facts["topups"]}
    earlier = sorted((event for type_ in REFUNDED for event in ctx.facts[type_]), key=lambda event: event.occurred_at)
    counted: dict[tuple[str, str], Decimal] = {}
    for refund in (*earlier, ctx.event):
        payment, key = refund.data.payment_id, (refund.data.payment_id, refund.data.refund_id)
        amount = max(counted.get(key, Decimal(0)), refund.data.amount)
        others = sum((back for other, back in counted.items() if other[0] == payment and other != key), Decimal(0))
        if others + amount <= paid.get(payment, others + amount):
            counted[key] = amount
    return counted
