"""Overdue renewals: due, or not collected. The tier stays for the time of grace."""

from collections.abc import Iterable

from headless.plugins import Effect, Rule, RuleContext, Skip
from paid_tiers.effects import kept, membership_of, settled, status_on
from paid_tiers.membership.status import EXPIRED
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS

FAILED = "subscription.payment_failed"


class Overdue(Rule):
    """A member who is late with a renewal keeps the tier for the grace that the merchant gives. A trial has none."""

    id = "overdue"
    label, label_zh = "Overdue renewals", "逾期续费"
    on = ("subscription.renewal_due", FAILED)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Lengthen the standing by the grace, counted from the end of what is paid."""
        membership, failed = membership_of(ctx), ctx.event.type == FAILED
        if membership is None or not membership.renews or status_on(ctx, membership) == EXPIRED:
            return ctx.skip(TEXTS.told("there is nothing to renew"))
        if failed and membership.knows(ctx.event.data.payment_id):
            return ctx.skip(TEXTS.told("payment {payment_id} was made after all", payment_id=ctx.event.data.payment_id))
        grace = ctx.settings.grace if membership.last.kind == "paid" else None
        until = ctx.after(grace, membership.paid_through) if grace is not None else None
        if until is None and not failed:
            return ctx.skip(TEXTS.told("no grace is given"))
        if until == membership.grace_until and not failed:
            return ctx.skip(TEXTS.told("the grace was given before"))
        now = membership.changed(grace_until=until, failed_on=ctx.today if failed else membership.failed_on)
        return settled(ctx, now, membership) if now.entitled(ctx.today) else [kept(now)]
