"""The interface of a payment provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from headless.plugins import Merchant, NewEvent
from paid_tiers.settings import PaidSettings, Plan


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a member is about to pay.

    amount: the price, or less for an upgrade. success, cancel: where to come back to.
    """

    member: str
    plan: Plan
    amount: Decimal
    reference: str
    success: str | None = None
    cancel: str | None = None


class Payments(Protocol):
    """A payment provider. One is made for each use, and it holds nothing."""

    def __init__(self, settings: PaidSettings, merchant: Merchant) -> None: ...

    def check_change(self, plan: Plan) -> None:
        """Check that a member may change to a plan here. Raise Rejected if that is done elsewhere."""
        ...

    async def checkout(self, wanted: Checkout) -> Mapping[str, Any]:
        """Begin a payment, and return how the member goes on, as JSON for the front end. Raise Rejected if it fails."""
        ...

    async def notices(self, headers: Mapping[str, str], body: bytes) -> Sequence[NewEvent]:
        """Return what the provider reports, as events to record. Raise Rejected for a wrong signature.

        Check the signature of the raw body first.
        """
        ...
