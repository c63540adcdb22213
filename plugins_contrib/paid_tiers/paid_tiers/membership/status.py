"""The billing status. It is derived from the days each time, never kept, so that it cannot be stale.

It is the state of the next payment. Entitlement is another question, which `Membership.entitled` answers.
"""

from datetime import date

from headless.plugins import Told
from paid_tiers.membership.membership import Membership
from paid_tiers.texts import TEXTS

TRIALING, ACTIVE, PAST_DUE, SUSPENDED = "trialing", "active", "past_due", "suspended"
PAUSED, CANCELLED, EXPIRED = "paused", "cancelled", "expired"
STATUSES = (TRIALING, ACTIVE, PAST_DUE, SUSPENDED, PAUSED, CANCELLED, EXPIRED)


def status_of(membership: Membership, today: date, suspended_until: date) -> str:
    """Return the status on a day.

    suspended_until: the day at whose start an unpaid membership is given up.
    """
    if today < membership.paid_through:
        return _running(membership, today)
    if membership.cancelled_on or membership.ended or membership.last.kind != "paid":
        return EXPIRED
    if membership.paused_on:
        return PAUSED
    if membership.entitled(today):
        return PAST_DUE
    return SUSPENDED if today < suspended_until else EXPIRED


def _running(membership: Membership, today: date) -> str:
    if membership.cancelled_on:
        return CANCELLED
    if membership.paused_on:
        return PAUSED
    if membership.failed_on:
        return PAST_DUE
    span = membership.at(today)
    return TRIALING if span is not None and span.kind == "trial" else ACTIVE


def words_of(status: str) -> Told:
    """Return what members are told of a status."""
    return {
        TRIALING: TEXTS.told("trialing"),
        ACTIVE: TEXTS.told("active"),
        PAST_DUE: TEXTS.told("past_due"),
        SUSPENDED: TEXTS.told("suspended"),
        PAUSED: TEXTS.told("paused"),
        CANCELLED: TEXTS.told("cancelled"),
        EXPIRED: TEXTS.told("expired"),
    }[status]
