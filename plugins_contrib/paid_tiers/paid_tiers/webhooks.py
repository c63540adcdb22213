"""Webhooks of payment providers: POST /in/paid_tiers/stripe, or /in/paid_tiers/payments for the provider of the settings."""

from collections.abc import Mapping

from headless.plugins import Do, Inbound, Rejected
from paid_tiers.payments import find

BAD = ("INVALID", "CONFLICT")


async def take(provider: str, headers: Mapping[str, str], body: bytes, do: Do) -> None:
    """Record what a provider reports. Raise Rejected if it cannot be trusted or recorded."""
    payments = find(provider)(do.settings, do.merchant)
    events = await payments.notices(headers, body)
    outcomes = await do.record(events) if events else []
    for outcome in outcomes:
        if outcome.status in BAD:
            raise Rejected(outcome.message or outcome.status, outcome.code or outcome.status)


class StripeWebhook(Inbound):
    """Stripe's webhooks. Point its endpoint here."""

    name = "stripe"
    settings_of = "membership"

    async def receive(self, headers: Mapping[str, str], body: bytes, do: Do) -> None:
        """Check Stripe's signature, then record payments, failures, refunds, cancellations."""
        await take("stripe", headers, body, do)


class PaymentsWebhook(Inbound):
    """Webhooks of the provider that the settings name."""

    name = "payments"
    settings_of = "membership"

    async def receive(self, headers: Mapping[str, str], body: bytes, do: Do) -> None:
        """Pass them to the provider, then record what it reads in them."""
        await take(do.settings.provider, headers, body, do)


INBOUND: tuple[type[Inbound], ...] = (StripeWebhook, PaymentsWebhook)
