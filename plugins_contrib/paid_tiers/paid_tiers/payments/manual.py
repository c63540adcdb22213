"""Payment by hand, at the till or by transfer. The shop then records subscription.paid."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.plugins import Merchant, NewEvent, Rejected
from paid_tiers.payments.interface import Checkout
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS


class Manual:
    """Says what is to be paid under which reference."""

    def __init__(self, settings: PaidSettings, merchant: Merchant) -> None:
        self._merchant = merchant

    def check_change(self, plan: Plan) -> None:
        """Allow every change, since the shop makes it itself."""

    async def checkout(self, wanted: Checkout) -> Mapping[str, Any]:
        """Return the amount, and the paymentId to record the payment under."""
        return {
            "provider": "manual",
            "plan": wanted.plan.code,
            "paymentId": wanted.reference,
            "amount": format(wanted.amount, "f"),
            "currency": wanted.plan.currency,
        }

    async def notices(self, headers: Mapping[str, str], body: bytes) -> Sequence[NewEvent]:
        """Reject all notices, since the shop records its payments itself."""
        raise Rejected(TEXTS.told("payments by hand are recorded as subscription.paid"), "NO_NOTICES")
