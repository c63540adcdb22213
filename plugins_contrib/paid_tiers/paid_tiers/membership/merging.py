"""Two paid memberships that become one: the higher plan runs first, what is left of the other one follows."""

from datetime import date, timedelta

from paid_tiers.membership.membership import Membership
from paid_tiers.membership.proration import is_upgrade
from paid_tiers.membership.spans import Span
from paid_tiers.settings import PaidSettings


def united(mine: Membership, theirs: Membership, settings: PaidSettings, today: date) -> Membership:
    """Return the membership of both, which gives as many days as they did together."""
    plan = settings.plan(_plan(theirs, today))
    first, second = (theirs, mine) if plan is not None and is_upgrade(mine, plan, settings, today) else (mine, theirs)
    spans = list(first.spans)
    for span in second.spans:
        if span.unused(today):
            spans.append(_left(span, today).moved(max(spans[-1].end, today)))
    since = min(first.since, second.since)
    return first.changed(since=since, spans=tuple(spans), grace_until=None, ended=None).tidied(today)


def _plan(membership: Membership, today: date) -> str | None:
    span = membership.at(today)
    return None if span is None else span.plan


def _left(span: Span, today: date) -> Span:
    """Return what is left of a span from today on."""
    return span if span.start >= today else span.changed(start=today, end=today + timedelta(days=span.unused(today)))
