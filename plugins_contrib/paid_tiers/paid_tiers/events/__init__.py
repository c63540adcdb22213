"""The events of paid membership."""

from headless.plugins import EventType
from paid_tiers.events.derived import DERIVED
from paid_tiers.events.payments import PAYMENTS
from paid_tiers.events.requests import REQUESTS

__all__ = ["EVENT_TYPES"]

EVENT_TYPES: tuple[EventType, ...] = (*REQUESTS, *PAYMENTS, *DERIVED)
