"""Trials: a plan for free, once per person."""

from collections.abc import Iterable

from headless.plugins import Effect, Remember, Rule, RuleContext
from paid_tiers.effects import membership_of, refused, settled, told
from paid_tiers.membership.memory import TRIAL
from paid_tiers.membership.purchases import Purchase, extended
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS


class Trial(Rule):
    """A member tries a plan, once per person, for all plans together."""

    id = "trial"
    label, label_zh = "Trial", "试用"
    on = ("subscription.trial_started",)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect]:
        """Enter the tier until the trial's end, or refuse with a reason."""
        plan, membership = ctx.settings.plan(ctx.event.data.plan), membership_of(ctx)
        if plan is None or not plan.offered:
            return refused(
                "UNKNOWN_PLAN",
                TEXTS.told("there is no plan {plan}", plan=ctx.event.data.plan),
                plan=ctx.event.data.plan,
            )
        if plan.trial is None:
            return refused("NO_TRIAL", TEXTS.told("{plan} has no trial", plan=plan.called), plan=plan.code)
        used = ctx.shared.get(TRIAL)
        if used is not None:
            return refused("TRIAL_USED", TEXTS.told("the one trial began on {used}", used=used), on=used)
        if membership is not None and membership.entitled(ctx.today):
            return refused(
                "ALREADY_MEMBER",
                TEXTS.told("a member until {holds_until}", holds_until=membership.holds_until),
                until=membership.holds_until,
            )
        now = extended(None, Purchase(plan, "trial"), ctx.today, ctx.after)
        until = now.paid_through.isoformat()
        noted = Remember({TRIAL: ctx.today.isoformat()}, shared=True)
        return [*settled(ctx, now), noted, told("started", plan.code, how="trial", paidThrough=until)]
