"""The end of a paid standing: the next plan begins, or the membership is suspended or over."""

from collections.abc import Iterable

from headless.plugins import Effect, Rule, RuleContext, Skip
from paid_tiers.effects import kept, membership_of, placed, plan_now, status_on, told
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.status import EXPIRED, SUSPENDED, words_of
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS

WHY = {"trial": "the trial is over", "code": "what the code gave is over", "paid": "not renewed"}


class Lapse(Rule):
    """When a standing ends, its next state follows from the days, and an event reports it."""

    id = "lapse"
    label, label_zh = "End of a membership", "会员到期"
    on = ("tier.changed", "subscription.reviewed")
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Enter the next plan's tier, or report that the membership is suspended or over."""
        membership = membership_of(ctx)
        if membership is None or not _concerns(ctx, membership):
            return ctx.skip(TEXTS.told("not the end of a paid membership"))
        plan = plan_now(ctx, membership)
        if plan is not None:
            there = ctx.member.tiers.get(plan.track) == plan.tier
            return ctx.skip(TEXTS.told("the membership goes on")) if there else placed(ctx, membership)
        status = status_on(ctx, membership)
        if status == SUSPENDED and ctx.event.type == "tier.changed":
            return [told("suspended", membership.last.plan, why="not renewed")]
        if status != EXPIRED:
            return ctx.skip(TEXTS.told("the membership is {status}", status=words_of(status)))
        why = membership.ended or ("cancelled" if membership.cancelled_on else WHY[membership.last.kind])
        return [kept(membership.changed(ended=why)), told("expired", membership.last.plan, why=why)]


def _concerns(ctx: RuleContext[PaidSettings], membership: Membership) -> bool:
    data = ctx.event.data
    if ctx.event.type != "tier.changed":
        return True
    return data.to is None and (data.track, data.from_) in {plan.place for plan in ctx.settings.plans}
