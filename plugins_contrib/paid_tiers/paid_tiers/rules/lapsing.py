"""A paid standing has ended: the next plan begins, or the membership is suspended, or over."""

from collections.abc import Iterable

from headless.plugins import Effect, Rule, RuleContext, Skip
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.status import EXPIRED, SUSPENDED
from paid_tiers.says import kept, membership_of, placed, plan_now, status_on, told
from paid_tiers.settings import PaidSettings

WHY = {"trial": "the trial is over", "code": "what the code gave is over", "paid": "not renewed"}


class Lapse(Rule):
    """When a standing ends, what comes next: it is worked out from the days, and told to whoever listens."""

    id = "lapse"
    label, label_zh = "End of a membership", "会员到期"
    on = ("tier.changed", "subscription.reviewed")
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Enter the next plan's tier, or say that the membership is suspended or over."""
        found = membership_of(ctx)
        if found is None or not _concerns(ctx, found):
            return ctx.skip("not the end of a paid membership")
        plan = plan_now(ctx, found)
        if plan is not None:
            there = ctx.member.tiers.get(plan.track) == plan.tier
            return ctx.skip("the membership goes on") if there else placed(ctx, found)
        status = status_on(ctx, found)
        if status == SUSPENDED and ctx.event.type == "tier.changed":
            return [told("suspended", found.last.plan, why="not renewed")]
        if status != EXPIRED:
            return ctx.skip(f"the membership is {status}")
        why = found.ended or ("cancelled" if found.cancelled_on else WHY[found.last.kind])
        return [kept(found.changed(ended=why)), told("expired", found.last.plan, why=why)]


def _concerns(ctx: RuleContext[PaidSettings], found: Membership) -> bool:
    data = ctx.event.data
    if ctx.event.type != "tier.changed":
        return True
    return data.to is None and (data.track, data.from_) in {plan.place for plan in ctx.settings.plans}
