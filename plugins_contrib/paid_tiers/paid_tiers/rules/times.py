"""Multiplied points while a membership lasts."""

from collections.abc import Iterable

from headless.plugins import Boost, Effect, Rule, RuleContext, Skip
from paid_tiers.effects import membership_of, plan_now
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS


class Times(Rule):
    """Orders of a member earn as many times as much as the plan says. The asset kind decides how that combines with others."""

    id = "times"
    label, label_zh = "Times for members", "会员积分倍数"
    on = ("order.paid", "order.refunded")
    stage = "boost"
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Boost what the order earns, if its day is paid for."""
        if ctx.origin is not None:
            return ctx.skip(TEXTS.told("the refund of a known order takes back what that order earned"))
        membership = membership_of(ctx)
        plan = plan_now(ctx, membership)
        if plan is None or membership is None or ctx.today < membership.since:
            return ctx.skip(TEXTS.told("not a paid member on that day"))
        if plan.times == 1:
            return ctx.skip(TEXTS.told("{plan} earns as usual", plan=plan.called))
        return [
            Boost(
                ctx.settings.asset,
                plan.times,
                why=TEXTS.told("{plan}, {times} times", plan=plan.called, times=plan.times),
            )
        ]
