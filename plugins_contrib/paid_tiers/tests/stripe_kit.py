"""Stripe as its own library knows it: events signed by it, and answers of its API without a network."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import stripe
from paid_tiers.payments.by_stripe import Stripe
from paid_tiers.settings import PaidSettings

from headless.plugins import Merchant
from headless.plugins.contract.settings import parse_settings

SECRET = "whsec_test"
MERCHANT = Merchant(1, "tea", "CNY", "Asia/Shanghai")
PLAN: Mapping[str, Any] = {
    "code": "plus", "name": "PLUS", "price": "149", "currency": "CNY", "period": "1y", "tier": "plus", "trial": "30d",
    "stripe_price": "price_plus",
}  # fmt: skip
ONCE: Mapping[str, Any] = {"code": "once", "price": "15", "currency": "CNY", "period": "1m", "tier": "plus"}
SETTINGS: Mapping[str, Any] = {
    "plans": [PLAN, ONCE], "provider": "stripe", "stripe_key": "sk_test_1", "stripe_webhook_secret": SECRET,
}  # fmt: skip


def fixture(name: str, **changed: Any) -> bytes:
    """Return a webhook's body as Stripe sends it, with its object changed."""
    event = json.loads((Path(__file__).parent / "stripe_events" / f"{name}.json").read_text())
    event["data"]["object"].update(changed)
    return json.dumps(event).encode()


def signed(body: bytes, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    """Return the headers of a body that Stripe has signed."""
    when = int(time.time()) if at is None else at
    mark = stripe.WebhookSignature._compute_signature(f"{when}.{body.decode()}", secret)
    return {"stripe-signature": f"t={when},v1={mark}"}


class Answers(stripe.HTTPClient):
    """Answers by path. Requests are kept."""

    name = "answers"

    def __init__(self, **by_path: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._by_path = by_path
        self.asked: list[tuple[str, str, Any]] = []

    async def request_async(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        path = url.split("/v1/")[1].split("?")[0]
        self.asked.append((method, path, post_data))
        status, answer = self._by_path[path.replace("/", "_")]
        return json.dumps(answer), status, {"request-id": "req_1"}


def of(http: stripe.HTTPClient | None = None, **settings: Any) -> Stripe:
    """Set up Stripe."""
    parsed = parse_settings(PaidSettings, {**SETTINGS, **settings}, "membership")
    assert isinstance(parsed, PaidSettings)
    return Stripe(parsed, MERCHANT, http)
