"""A renewal is due, or could not be collected: the tier stays for the time of grace."""

from collections.abc import Iterable

from headless.plugins import Effect, Rule, RuleContext, Skip
from paid_tiers.membership.status import EXPIRED
from paid_tiers.says import kept, membership_of, settled, status_on
from paid_tiers.settings import PaidSettings

FAILED = "subscription.payment_failed"


class Overdue(Rule):
    """Who is late with a renewal keeps the tier for the grace that the merchant gives; a trial has none."""

    id = "overdue"
    label, label_zh = "Overdue renewals", "逾期续费"
    on = ("subscription.renewal_due", FAILED)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Lengthen the standing by the grace, counted from the end of what is paid."""
        found, failed = membership_of(ctx), ctx.event.type == FAILED
        if found is None or not found.renews or status_on(ctx, found) == EXPIRED:
            return ctx.skip("there is nothing to renew")
        if failed and found.knows(ctx.event.data.payment_id):
            return ctx.skip(f"payment {ctx.event.data.payment_id} was made after all")
        grace = ctx.settings.grace if found.last.kind == "paid" else None
        until = ctx.after(grace, found.paid_through) if grace is not None else None
        if until is None and not failed:
            return ctx.skip("no grace is given")
        if until == found.grace_until and not failed:
            return ctx.skip("the grace was given before")
        now = found.changed(grace_until=until, failed_on=ctx.today if failed else found.failed_on)
        return settled(ctx, now, found) if now.entitled(ctx.today) else [kept(now)]
