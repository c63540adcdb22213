"""Change of plan: a higher one now, a lower one when what is paid ends."""

from collections.abc import Iterable

from headless.plugins import Effect, Rule, RuleContext, priced
from paid_tiers.effects import kept, membership_of, refused, settled
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.proration import charge_for, credit_of, is_upgrade
from paid_tiers.membership.purchases import Purchase, upgraded
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS


class Change(Rule):
    """A member changes to another plan.

    An upgrade that costs something is refused with what is to be paid. The payment itself then makes the change.
    """

    id = "change"
    label, label_zh = "Change of plan", "变更套餐"
    on = ("subscription.plan_changed",)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect]:
        """Upgrade, note the plan that comes next, or refuse with a reason."""
        plan, membership = ctx.settings.plan(ctx.event.data.plan), membership_of(ctx)
        if plan is None or not plan.offered:
            return refused(
                "UNKNOWN_PLAN",
                TEXTS.told("there is no plan {plan}", plan=ctx.event.data.plan),
                plan=ctx.event.data.plan,
            )
        span = membership.at(ctx.today) if membership is not None else None
        if membership is None or span is None:
            return refused("NOT_A_MEMBER", TEXTS.told("there is no membership to change"))
        if span.plan == plan.code and membership.next_plan is None:
            return refused("SAME_PLAN", TEXTS.told("the member has {plan}", plan=plan.called), plan=plan.code)
        if is_upgrade(membership, plan, ctx.settings, ctx.today):
            return _upgrade(ctx, membership, plan)
        return [kept(membership.changed(next_plan=None if span.plan == plan.code else plan.code))]


def _upgrade(ctx: RuleContext[PaidSettings], membership: Membership, plan: Plan) -> list[Effect]:
    charge = charge_for(membership, plan, ctx.settings, ctx.today)
    if charge:
        credit = credit_of(membership, ctx.settings, plan.currency, ctx.today)
        message = TEXTS.told(
            "{plan} costs {charge} {currency} today",
            plan=plan.called,
            charge=priced(charge, plan.currency),
            currency=plan.currency,
        )
        return refused(
            "PAYMENT_REQUIRED", message, plan=plan.code, charge=charge, currency=plan.currency, credit=credit
        )
    return settled(ctx, upgraded(membership, Purchase(plan, "paid"), ctx.settings, ctx.today, ctx.after), membership)
