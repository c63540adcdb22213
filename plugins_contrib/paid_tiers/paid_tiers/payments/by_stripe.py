"""Payment through Stripe, by Stripe's own library. Checkout begins it, webhooks report the result."""

from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from headless.plugins import Merchant, NewEvent, Rejected, Secret
from paid_tiers.payments.interface import Checkout
from paid_tiers.payments.stripe_notices import Notice, read, stripe_units
from paid_tiers.payments.stripe_refunds import read_refund
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS


class Stripe:
    """Stripe's Checkout and webhooks.

    The plans' `stripe_price` are its recurring prices. A plan without one is paid once.
    """

    def __init__(self, settings: PaidSettings, merchant: Merchant, http: stripe.HTTPClient | None = None) -> None:
        self._settings, self._merchant, self._http = settings, merchant, http

    def check_change(self, plan: Plan) -> None:
        """Check that the plan can be changed here. Raise Rejected for a recurring plan, since Stripe keeps the subscription."""
        if plan.stripe_price is not None:
            raise Rejected(
                TEXTS.told("change the plan in Stripe's customer portal; its webhooks follow"), "CHANGE_IN_PORTAL"
            )

    async def checkout(self, wanted: Checkout) -> Mapping[str, Any]:
        """Return a page of Stripe where the member pays."""
        if wanted.success is None:
            raise Rejected(TEXTS.told("say where the member comes back to: successUrl"), "SUCCESS_URL_MISSING")
        params: Any = _page(wanted) | (_recurring(wanted) if wanted.plan.stripe_price else _once(wanted))
        try:
            session = await self._client().v1.checkout.sessions.create_async(params=params)
        except stripe.StripeError as fault:
            raise Rejected(
                TEXTS.told("Stripe says: {user_message}", user_message=fault.user_message or type(fault).__name__),
                "PAYMENT_PROVIDER",
            ) from fault
        return {"provider": "stripe", "plan": wanted.plan.code, "url": session.url, "session": session.id}

    async def notices(self, headers: Mapping[str, str], body: bytes) -> Sequence[NewEvent]:
        """Return the events that a webhook of Stripe stands for, or none if it does not concern memberships."""
        secret = _secret(self._settings.stripe_webhook_secret, "stripe_webhook_secret")
        signature = headers.get("stripe-signature", "")
        try:
            event = stripe.Webhook.construct_event(body, signature, secret)
        except (stripe.SignatureVerificationError, ValueError) as fault:
            raise Rejected(TEXTS.told("the signature is not Stripe's"), "BAD_SIGNATURE") from fault
        notice = Notice(event.id, event.type, event.created, event.data.to_dict(), self._merchant.time_zone)
        if event.type == "charge.refunded":
            return await read_refund(notice, self._client, self._merchant.currency)
        return read(notice, self._settings)

    def _client(self) -> stripe.StripeClient:
        key = _secret(self._settings.stripe_key, "stripe_key")
        return stripe.StripeClient(key, http_client=self._http)


def _page(wanted: Checkout) -> dict[str, Any]:
    page = {"success_url": wanted.success, "client_reference_id": wanted.reference}
    return page | ({"cancel_url": wanted.cancel} if wanted.cancel else {})


def _marks(wanted: Checkout) -> dict[str, str]:
    return {"member": wanted.member, "plan": wanted.plan.code}


def _recurring(wanted: Checkout) -> dict[str, Any]:
    return {
        "mode": "subscription",
        "line_items": [{"price": wanted.plan.stripe_price, "quantity": 1}],
        "subscription_data": {"metadata": _marks(wanted)},
    }


def _once(wanted: Checkout) -> dict[str, Any]:
    plan = wanted.plan
    price = {
        "currency": plan.currency.lower(),
        "unit_amount": stripe_units(wanted.amount, plan.currency),
        "product_data": {"name": plan.name or plan.code},
    }
    return {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "metadata": _marks(wanted),
        "payment_intent_data": {"metadata": _marks(wanted)},
    }


def _secret(secret: Secret | None, name: str) -> str:
    if secret is None:
        raise Rejected(TEXTS.told("the setting {name} is missing", name=name), "NOT_SET_UP")
    return secret.get_secret_value()
