"""The effect of a payment, a code or a trial on a membership: from its end, or from today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from paid_tiers.membership.membership import Membership
from paid_tiers.membership.proration import credit_of
from paid_tiers.membership.spans import NUMBERS_MOST, Kind, Span
from paid_tiers.money import units_of
from paid_tiers.scalars import so_often
from paid_tiers.settings import PaidSettings, Plan

After = Callable[[str, date], date]
"""Calendar arithmetic: the day that lies a duration after another."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is bought.

    until: the end that the payment provider names, if it does. refunded: what was given back of it. over: what was paid beyond
    what an upgrade costs.
    """

    plan: Plan
    kind: Kind
    number: str = ""
    amount: Decimal = Decimal(0)
    until: date | None = None
    refunded: Decimal = Decimal(0)
    over: Decimal = Decimal(0)

    def span(self, start: date, period: str, anchor: date, number: int, end: date) -> Span:
        """Return the time that it buys."""
        numbers = (self.number,) if self.number else ()
        return Span(
            plan=self.plan.code,
            kind=self.kind,
            start=start,
            end=max(self.until or end, start),
            period=period,
            anchor=anchor,
            number=number,
            payments=numbers,
            amount=self.amount,
            refunded=self.refunded,
        )


def extended(membership: Membership | None, bought: Purchase, today: date, after: After) -> Membership:
    """Add one more period: from the end of a membership that still holds, otherwise from today."""
    period = bought.plan.trial if bought.kind == "trial" else bought.plan.period
    period = period or bought.plan.period
    if membership is None or not membership.entitled(today):
        span = bought.span(today, period, today, 1, after(period, today))
        return Membership(since=today, spans=(span,))
    start, last = membership.paid_through, membership.last
    follows = (last.plan, last.period) == (bought.plan.code, period) and last.kind != "trial"
    anchor, number = (last.anchor, last.number + 1) if follows else (start, 1)
    span = bought.span(start, period, anchor, number, after(so_often(period, number), anchor))
    later = membership.next_plan if membership.next_plan != bought.plan.code else None
    return Membership(since=membership.since, spans=(*membership.spans, span), next_plan=later).tidied(today)


def upgraded(membership: Membership, bought: Purchase, settings: PaidSettings, today: date, after: After) -> Membership:
    """Start the new plan today.

    What was paid and not used counts. What exceeds the price, of it or of the payment, buys further days.
    """
    plan = bought.plan
    credit = credit_of(membership, settings, plan.currency, today)
    end = after(plan.period, today)
    price = units_of(plan.price, plan.currency)
    surplus = max(0, units_of(credit, plan.currency) - price) + units_of(bought.over, plan.currency)
    if price:
        end += timedelta(days=surplus * (end - today).days // price)
    unused = [span for span in membership.spans if span.unused(today)]
    numbers = [number for span in unused for number in span.payments]
    span = bought.span(today, plan.period, today, 1, end)
    numbers = [*numbers, *span.payments][-NUMBERS_MOST:]
    span = span.changed(payments=tuple(numbers), amount=bought.amount + credit, credit=credit)
    return Membership(since=membership.since, spans=(span,))
