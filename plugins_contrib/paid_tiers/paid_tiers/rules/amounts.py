"""What is left of a payment after its refunds."""

from collections.abc import Iterable
from decimal import Decimal

from headless.plugins import Event


def left_of(number: str, paid: Decimal, refunds: Iterable[Event]) -> Decimal:
    """Return what of a payment was not given back. `refunds` come newest first.

    A refund of more than was left when it came has taken nothing back.
    """
    left = paid
    for refund in reversed([*refunds]):
        if refund.data.payment_id == number and refund.data.amount <= left:
            left -= refund.data.amount
    return left
