"""Finding a way of paying by its name."""

from importlib.metadata import entry_points
from typing import cast

from headless.plugins import Rejected
from paid_tiers.payments.interface import Payments
from paid_tiers.payments.manual import Manual

GROUP = "paid_tiers.payments"


def find(name: str) -> type[Payments]:
    """The way of paying with a name. Errors: Rejected where none of that name is installed."""
    if name == "manual":
        return Manual
    found = next(iter(entry_points(group=GROUP, name=name)), None)
    if found is None:
        raise Rejected(f"there is no way of paying called {name!r}: install it", "UNKNOWN_PROVIDER")
    try:
        return cast(type[Payments], found.load())
    except ImportError as fault:
        raise Rejected(f"{name} lacks what it stands on: {fault}", "PROVIDER_UNAVAILABLE") from fault
