"""Refunds of Stripe. A charge of an invoice knows no member, so the invoice is read."""

from collections.abc import Callable, Sequence

import stripe

from headless.plugins import NewEvent
from paid_tiers.payments.stripe_notices import Json, Notice, marks_of, money


async def read_refund(notice: Notice, client: Callable[[], stripe.StripeClient], merchants: str) -> Sequence[NewEvent]:
    """Return what a refunded charge gave back this time. Its currency is named unless it is the merchant's."""
    charge = notice.object
    units = charge["amount_refunded"] - notice.before.get("amount_refunded", 0)
    number, marks = charge["payment_intent"], charge.get("metadata") or {}
    if "member" not in marks:
        invoice = await _invoice_of(number, client())
        if invoice is None:
            return []
        number, marks = invoice["id"], marks_of(invoice)
    if "member" not in marks or units <= 0:
        return []
    back = money(units, charge["currency"])
    if back["currency"] == merchants:
        del back["currency"]
    return [notice.event("refunded", marks["member"], notice.id, refundId=notice.id, paymentId=number, **back)]


async def _invoice_of(payment_intent: str, client: stripe.StripeClient) -> Json | None:
    payment: stripe.params.InvoicePaymentListParamsPayment = {
        "type": "payment_intent",
        "payment_intent": payment_intent,
    }
    payments = await client.v1.invoice_payments.list_async(params={"payment": payment, "limit": 1})
    if not payments.data:
        return None
    invoice = payments.data[0].invoice
    number = invoice if isinstance(invoice, str) else invoice.id
    read = await client.v1.invoices.retrieve_async(str(number))
    return read.to_dict()
