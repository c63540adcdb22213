"""The worth of the unused part of a membership, in whole units of the currency, rounded down."""

from datetime import date
from decimal import Decimal

from paid_tiers.membership.membership import Membership
from paid_tiers.money import amount_of, units_of, written
from paid_tiers.settings import PaidSettings, Plan


def credit_of(membership: Membership, settings: PaidSettings, currency: str, today: date) -> Decimal:
    """Sum floor(paid × days left / days) of each span that was paid in this currency."""
    units = 0
    for span in membership.spans:
        plan = settings.plan(span.plan)
        if plan is not None and plan.currency == currency and span.days:
            units += units_of(span.kept, currency) * span.unused(today) // span.days
    return amount_of(units, currency)


def charge_for(membership: Membership | None, plan: Plan, settings: PaidSettings, today: date) -> Decimal:
    """Return what a plan costs a member today: its price, less the credit if it is an upgrade, at least 0."""
    if membership is None or not is_upgrade(membership, plan, settings, today):
        return written(plan.price, plan.currency)
    charge = max(Decimal(0), plan.price - credit_of(membership, settings, plan.currency, today))
    return written(charge, plan.currency)


def is_upgrade(membership: Membership, plan: Plan, settings: PaidSettings, today: date) -> bool:
    """Return True if a plan begins at once: it has a higher level, or the same level and a higher price."""
    span = membership.at(today)
    present = settings.plan(span.plan) if span is not None else None
    if present is None or present.currency != plan.currency:
        return False
    return (plan.level, plan.price) > (present.level, present.price)
