"""Coupons that are worth more than the order that they ask for."""

from collections.abc import Iterator

from headless.engine.advice.records import COUPONS, Advice, Checked
from headless.engine.texts.names import called
from headless.engine.values.amounts import text_of
from headless.messages import Message, Money


def above_minimum(checked: Checked) -> Iterator[Advice]:
    """Yield the kinds of coupons that take off more than the least order they are for. One for any order is meant so."""
    program = checked.program
    for kind in program.coupon_kinds.values():
        amount, least = kind.discount.amount, kind.minimum
        if amount is None or not least or amount <= least:
            continue
        message = Message(
            "{coupon} takes {amount} off orders from {minimum} on, which are then free; raise the minimum, or lower the amount",
            coupon=called(kind),
            amount=Money(text_of(amount, program.decimals), program.currency),
            minimum=Money(text_of(least, program.decimals), program.currency),
        )
        yield Advice("COUPON_ABOVE_MINIMUM", f"coupon:{kind.code}", message, frozenset({COUPONS}))
