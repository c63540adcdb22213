"""How members pay, behind one interface: a manual way is built in, Stripe is another.

Any distribution may bring its own, as an entry point of the group `paid_tiers.payments`.
"""

from paid_tiers.payments.finding import find
from paid_tiers.payments.interface import Checkout, Payments

__all__ = ["Checkout", "Payments", "find"]
