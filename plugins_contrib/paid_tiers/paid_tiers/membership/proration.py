"""What the unused part of a membership is worth, in whole units of the currency, rounded down."""

from datetime import date
from decimal import Decimal

from paid_tiers.membership.membership import Membership
from paid_tiers.money import amount_of, units_of
from paid_tiers.settings import PaidSettings, Plan


def credit_of(found: Membership, settings: PaidSettings, currency: str, today: date) -> Decimal:
    """floor(paid × days left / days) of each span that was paid in this currency, summed."""
    units = 0
    for span in found.spans:
        plan = settings.plan(span.plan)
        if plan is not None and plan.currency == currency and span.days:
            units += units_of(span.kept, currency) * span.unused(today) // span.days
    return amount_of(units, currency)


def charge_for(found: Membership | None, plan: Plan, settings: PaidSettings, today: date) -> Decimal:
    """What a plan costs a member today: its price, less the credit where it is an upgrade; 0 at least."""
    if found is None or not is_upgrade(found, plan, settings, today):
        return plan.price
    return max(Decimal(0), plan.price - credit_of(found, settings, plan.currency, today))


def is_upgrade(found: Membership, plan: Plan, settings: PaidSettings, today: date) -> bool:
    """Whether a plan begins at once: of a higher level, or dearer on the same, than what the member has."""
    span = found.at(today)
    present = settings.plan(span.plan) if span is not None else None
    if present is None or present.currency != plan.currency:
        return False
    return (plan.level, plan.price) > (present.level, present.price)
