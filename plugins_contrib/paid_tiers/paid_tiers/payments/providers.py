"""Payment providers by name."""

from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from headless.plugins import Rejected
from paid_tiers.payments.interface import Payments
from paid_tiers.texts import TEXTS

GROUP = "paid_tiers.payments"
BUILT_IN = {"manual": ("manual", "Manual"), "stripe": ("by_stripe", "Stripe")}


def find(name: str) -> type[Payments]:
    """Return the payment provider with a name. Raise Rejected if none of that name is installed or can be loaded."""
    try:
        if name in BUILT_IN:
            module, class_name = BUILT_IN[name]
            return cast(type[Payments], getattr(import_module(f"paid_tiers.payments.{module}"), class_name))
        point = next(iter(entry_points(group=GROUP, name=name)), None)
        if point is None:
            raise Rejected(
                TEXTS.told("there is no way of paying called {name!r}: install it", name=name), "UNKNOWN_PROVIDER"
            )
        return cast(type[Payments], point.load())
    except ImportError as fault:
        raise Rejected(
            TEXTS.told("{name} lacks what it stands on: {fault}", name=name, fault=fault), "PROVIDER_UNAVAILABLE"
        ) from fault
