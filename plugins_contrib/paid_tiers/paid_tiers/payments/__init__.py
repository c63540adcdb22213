"""Payment providers behind one interface: a manual one is built in, Stripe is another.

Any distribution may bring its own, as an entry point of the group `paid_tiers.payments`.
"""

from paid_tiers.payments.interface import Checkout, Payments
from paid_tiers.payments.providers import find

__all__ = ["Checkout", "Payments", "find"]
