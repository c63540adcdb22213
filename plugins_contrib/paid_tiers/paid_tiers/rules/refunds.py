"""A payment was given back: wholly, the days that it bought are gone; in part, they stay."""

from collections.abc import Iterable
from datetime import date, timedelta

from headless.plugins import Effect, Rule, RuleContext, Skip
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.spans import Span
from paid_tiers.says import kept, membership_of, settled
from paid_tiers.settings import PaidSettings

REFUNDED = "refunded"


class Refund(Rule):
    """Who gets the whole of a payment back gives the unused time back; later periods move up."""

    id = "refund"
    label, label_zh = "Refund of a membership fee", "会员费退款"
    on = ("subscription.refunded",)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Shorten the membership, or end it now."""
        data, found = ctx.event.data, membership_of(ctx)
        spans = found.spans if found is not None else ()
        paid = next((span for span in spans if data.payment_id in span.payments and span.unused(ctx.today)), None)
        if found is None or paid is None:
            return ctx.skip(f"payment {data.payment_id} paid for nothing that is left")
        back = paid.changed(refunded=paid.refunded + data.amount)
        if back.credit_only and data.payment_id == back.payments[-1]:
            return settled(ctx, _without(ctx, found, back, _bought_by_credit(back)), found)
        if back.kept:
            return [kept(found.changed(spans=tuple(back if span is paid else span for span in spans)))]
        return settled(ctx, _without(ctx, found, back, back.start), found)


def _bought_by_credit(back: Span) -> date:
    """The end of the days that the credit alone buys of an upgrade."""
    return back.start + timedelta(days=int(back.kept * back.days / back.amount))


def _without(ctx: RuleContext[PaidSettings], found: Membership, back: Span, end: date) -> Membership:
    """The membership with a span that ends earlier, today at the earliest; what comes later moves up."""
    at = next(number for number, span in enumerate(found.spans) if span.start == back.start)
    start = max(back.start, ctx.today, end)
    used = [back.changed(end=start)] if back.start < start else []
    later: list[Span] = []
    for span in found.spans[at + 1 :]:
        later.append(span.moved(start))
        start = later[-1].end
    spans = (*found.spans[:at], *used, *later) or (back.changed(end=back.start),)
    now = found.changed(spans=spans)
    return now if now.paid_through > ctx.today else now.changed(ended=REFUNDED, grace_until=None)
