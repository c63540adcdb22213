"""Refunds. A full refund removes the days that the payment bought. A partial one leaves them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from headless.plugins import Effect, Events, Need, Rule, RuleContext, Skip
from paid_tiers.effects import kept, membership_of, settled
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.spans import Span
from paid_tiers.rules.amounts import left_of
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS

REFUNDED = "refunded"
REFUND_NEEDS: Mapping[str, Need] = {
    "payments": Events("subscription.paid", last=50), "refunds": Events("subscription.refunded", last=50),
}  # fmt: skip


class Refund(Rule):
    """A full refund of a payment takes the unused time back. Later periods move up."""

    id = "refund"
    label, label_zh = "Refund of a membership fee", "会员费退款"
    on = ("subscription.refunded",)
    assets = ()
    needs = REFUND_NEEDS
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Shorten the membership, or end it now."""
        data, membership = ctx.event.data, membership_of(ctx)
        left = left_of_payment(ctx)
        if left is not None and data.amount > left:
            return ctx.skip(
                TEXTS.told(
                    "{left} is left of payment {payment_id}, not {amount}",
                    left=left,
                    payment_id=data.payment_id,
                    amount=data.amount,
                ),
                "REFUND_TOO_LARGE",
            )
        spans = membership.spans if membership is not None else ()
        paid = next((span for span in spans if data.payment_id in span.payments and span.unused(ctx.today)), None)
        if membership is None or paid is None:
            return ctx.skip(
                TEXTS.told("payment {payment_id} paid for nothing that is left", payment_id=data.payment_id)
            )
        plan = ctx.settings.plan(paid.plan)
        if plan is not None and data.currency not in (None, plan.currency):
            return ctx.skip(
                TEXTS.told(
                    "{payment_id} was paid in {currency}, not in {currency2}",
                    payment_id=data.payment_id,
                    currency=plan.currency,
                    currency2=data.currency,
                ),
                "WRONG_CURRENCY",
            )
        back = paid.changed(refunded=paid.refunded + data.amount)
        if back.credit_only and data.payment_id == back.payments[-1]:
            return settled(ctx, _without(ctx, membership, back, _bought_by_credit(back)), membership)
        if back.kept:
            return [kept(membership.changed(spans=tuple(back if span is paid else span for span in spans)))]
        return settled(ctx, _without(ctx, membership, back, back.start), membership)


def left_of_payment(ctx: RuleContext[PaidSettings]) -> Decimal | None:
    """Return what of the payment was not given back before, or None if the payment is not known."""
    number = ctx.event.data.payment_id
    payment = next((event.data for event in ctx.facts["payments"] if event.data.payment_id == number), None)
    return None if payment is None else left_of(number, payment.amount, ctx.facts["refunds"])


def _bought_by_credit(back: Span) -> date:
    """Return the end of the days that the credit alone buys of an upgrade."""
    return back.start + timedelta(days=int(back.kept * back.days / back.amount))


def _without(ctx: RuleContext[PaidSettings], membership: Membership, back: Span, end: date) -> Membership:
    """Return the membership with a span that ends earlier, today at the earliest. Later spans move up."""
    at = next(number for number, span in enumerate(membership.spans) if span.start == back.start)
    start = max(back.start, ctx.today, end)
    used = [back.changed(end=start)] if back.start < start else []
    later: list[Span] = []
    for span in membership.spans[at + 1 :]:
        later.append(span.moved(start))
        start = later[-1].end
    spans = (*membership.spans[:at], *used, *later) or (back.changed(end=back.start),)
    now = membership.changed(spans=spans)
    return now if now.paid_through > ctx.today else now.changed(ended=REFUNDED, grace_until=None)
