"""Payments as the merchant or the payment provider reports them. They are facts and cannot be refused."""

from datetime import date

from headless.plugins import Code, EventData, EventType, Money, Reference
from paid_tiers.scalars import Currency, Number, Text


class Paid(EventData):
    """A period was paid.

    plan: that of the membership if left out. until: its end, if the provider knows it.
    """

    payment_id: Number
    amount: Money
    plan: Code | None = None
    currency: Currency | None = None
    until: date | None = None
    provider: Code = "manual"


class PaymentFailed(EventData):
    """A renewal could not be collected."""

    payment_id: Reference | None = None
    reason: Text = ""


class Refunded(EventData):
    """A payment was given back, wholly or in part."""

    refund_id: Reference
    payment_id: Number
    amount: Money
    currency: Currency | None = None


class TopUpRefunded(EventData):
    """A top-up was given back, wholly or in part. payment_id: that of topup.paid."""

    refund_id: Reference
    payment_id: Reference
    amount: Money


class Saved(EventData):
    """The member saved money by being one: a member's price, free delivery."""

    amount: Money
    currency: Currency | None = None
    order_id: Reference | None = None
    why: Text = ""


PAYMENTS = (
    EventType("subscription.paid", Paid, subject="payment_id", label="subscription paid", label_zh="会员费支付"),
    EventType("subscription.payment_failed", PaymentFailed, label="payment failed", label_zh="扣款失败"),
    EventType(
        "subscription.refunded", Refunded, subject="refund_id", label="subscription refunded", label_zh="会员费退款"
    ),
    EventType(
        "subscription.topup_refunded", TopUpRefunded, subject="refund_id", label="top-up refunded", label_zh="充值退款"
    ),
    EventType("subscription.saved", Saved, label="saved by membership", label_zh="会员已省金额"),
)
