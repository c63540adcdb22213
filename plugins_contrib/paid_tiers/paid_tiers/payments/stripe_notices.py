"""Stripe's webhooks as events of a membership. Members and plans are in the metadata that Checkout put there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from headless.plugins import NewEvent, currency_decimals
from paid_tiers.settings import PaidSettings

Json = Mapping[str, Any]
_STRIPE_DECIMALS: Mapping[str, int] = {"ISK": 2, "MGA": 0}
"""Where Stripe's smallest unit is not that of ISO 4217."""
LEEWAY = timedelta(days=1)
"""Stripe charges at the end of a period, and up to some hours later: until then the tier stays."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One webhook event: its id, type, time, data (object, previous_attributes), and the merchant's time zone."""

    id: str
    type: str
    created: int
    data: Json
    time_zone: str

    @property
    def object(self) -> Json:
        """The invoice, subscription, session or charge that it is about."""
        subject: Json = self.data["object"]
        return subject

    @property
    def before(self) -> Json:
        """The former values of what has changed."""
        return self.data.get("previous_attributes") or {}

    def event(self, type_: str, member: str, key: str, **data: Any) -> NewEvent:
        """Return an event to record. Values that are None are left out."""
        kept = {name: value for name, value in data.items() if value is not None}
        return NewEvent(
            f"subscription.{type_}", member, f"stripe:{key}", kept, datetime.fromtimestamp(self.created, UTC)
        )


def read(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    """Return the events that a notice stands for."""
    reader = _READERS.get(notice.type)
    return reader(notice, settings) if reader is not None else []


def marks_of(invoice: Json) -> Json:
    """Return the metadata of an invoice's subscription, from the place that the version of Stripe's API puts it."""
    details = (invoice.get("parent") or {}).get("subscription_details") or invoice.get("subscription_details") or {}
    metadata: Json = details.get("metadata") or {}
    return metadata


def money(units: int, currency: str) -> dict[str, str]:
    """Return an amount in Stripe's smallest unit, as events have it."""
    code = currency.upper()
    return {"amount": format(Decimal(units).scaleb(-_decimals(code)), "f"), "currency": code}


def stripe_units(amount: Decimal, currency: str) -> int:
    """Return an amount in Stripe's smallest unit. Any smaller fraction is dropped."""
    return int(amount.scaleb(_decimals(currency)))


def _decimals(currency: str) -> int:
    return _STRIPE_DECIMALS.get(currency, currency_decimals(currency))


def _session(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    """Read the payment of a plan that is paid once. A recurring one is reported by its invoices."""
    session, marks = notice.object, notice.object.get("metadata") or {}
    if session["mode"] != "payment" or session["payment_status"] != "paid" or "member" not in marks:
        return []
    number, paid = session["payment_intent"], money(session["amount_total"], session["currency"])
    return [
        notice.event("paid", marks["member"], number, paymentId=number, plan=marks["plan"], provider="stripe", **paid)
    ]


def _invoice_paid(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    invoice, marks = notice.object, marks_of(notice.object)
    if "member" not in marks or not invoice["amount_paid"]:
        return []
    line = _last_line(invoice)
    price = ((line.get("pricing") or {}).get("price_details") or {}).get("price") or (line.get("price") or {}).get("id")
    plan = next((plan.code for plan in settings.plans if price and plan.stripe_price == price), marks.get("plan"))
    paid = money(invoice["amount_paid"], invoice["currency"])
    until = datetime.fromtimestamp(line["period"]["end"], ZoneInfo(notice.time_zone)).date() + LEEWAY
    return [
        notice.event(
            "paid", marks["member"], invoice["id"], paymentId=invoice["id"], plan=plan, provider="stripe",
            until=until.isoformat(), **paid,
        )
    ]  # fmt: skip


def _last_line(invoice: Json) -> Json:
    """Return the line of the period that lies ahead. A proration has others."""
    lines: list[Json] = invoice["lines"]["data"]
    return max(lines, key=lambda line: int(line["period"]["end"]))


def _invoice_failed(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    marks, number = marks_of(notice.object), notice.object["id"]
    reason = "the card was declined" if notice.object.get("attempt_count") else None
    if "member" not in marks:
        return []
    return [notice.event("payment_failed", marks["member"], notice.id, paymentId=number, reason=reason)]


def _created(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    marks = notice.object.get("metadata") or {}
    if "member" not in marks or notice.object["status"] != "trialing":
        return []
    return [notice.event("trial_started", marks["member"], notice.id, plan=marks["plan"])]


def _updated(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    marks = notice.object.get("metadata") or {}
    flags = (("cancel_at_period_end", "cancelled"), ("pause_collection", "paused"))
    changed = [(flag, asked) for flag, asked in flags if flag in notice.before]
    if "member" not in marks or not changed:
        return []
    asked = [asked for flag, asked in changed if notice.object.get(flag)]
    return [notice.event(request, marks["member"], f"{notice.id}:{request}") for request in asked or ["resumed"]]


def _deleted(notice: Notice, settings: PaidSettings) -> Sequence[NewEvent]:
    marks = notice.object.get("metadata") or {}
    return [notice.event("cancelled", marks["member"], notice.id)] if "member" in marks else []


_READERS: Mapping[str, Callable[[Notice, PaidSettings], Sequence[NewEvent]]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "invoice.paid": _invoice_paid,
    "invoice.payment_failed": _invoice_failed,
    "customer.subscription.created": _created,
    "customer.subscription.updated": _updated,
    "customer.subscription.deleted": _deleted,
}
