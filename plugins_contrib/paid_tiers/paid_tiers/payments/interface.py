"""What a way of paying does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from headless.plugins import Merchant, NewEvent
from paid_tiers.settings import PaidSettings, Plan


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a member is about to pay. amount: the price, or less for an upgrade. success, cancel: where to come back to."""

    member: str
    plan: Plan
    amount: Decimal
    reference: str
    success: str | None = None
    cancel: str | None = None


class Payments(Protocol):
    """A way of paying. It is made anew for each use, and holds nothing."""

    def __init__(self, settings: PaidSettings, merchant: Merchant) -> None: ...

    def check_change(self, plan: Plan) -> None:
        """Whether a member may go over to a plan from here. Errors: Rejected where that is done elsewhere."""
        ...

    async def checkout(self, wanted: Checkout) -> Mapping[str, Any]:
        """Begin a payment, and say how the member goes on: JSON for the front end. Errors: Rejected."""
        ...

    async def notices(self, headers: Mapping[str, str], body: bytes) -> Sequence[NewEvent]:
        """What the provider tells, as events to record; the signature of the raw body comes first. Errors: Rejected."""
        ...
