"""Payment of a period: a membership begins at once, goes on, or is upgraded."""

from collections.abc import Iterable
from decimal import Decimal

from headless.plugins import Effect, Events, Rule, RuleContext, Skip
from paid_tiers.effects import membership_of, plan_now, settled, told
from paid_tiers.membership.membership import Membership as Held
from paid_tiers.membership.proration import is_upgrade
from paid_tiers.membership.purchases import Purchase, extended, upgraded
from paid_tiers.settings import PaidSettings, Plan


class Membership(Rule):
    """A member who pays a plan has it until the end of its period, effective at once. It keeps the settings of all."""

    id = "membership"
    label, label_zh = "Paid membership", "付费会员"
    on = ("subscription.paid",)
    assets = ()
    needs = {"refunds": Events("subscription.refunded", last=50)}
    Settings = PaidSettings

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Enter the plan's tier, and remember until when it is paid."""
        data, membership = ctx.event.data, membership_of(ctx)
        plan = _meant(ctx, membership)
        if plan is None:
            return ctx.skip(f"there is no plan {data.plan or ''}".rstrip())
        if data.currency not in (None, plan.currency):
            return ctx.skip(f"paid in {data.currency}, but {plan.code} costs {plan.currency}")
        if membership is not None and membership.knows(data.payment_id):
            return ctx.skip(f"payment {data.payment_id} counts already")
        back = _given_back(ctx)
        if back and back >= data.amount:
            return ctx.skip(f"payment {data.payment_id} was given back before it was told")
        bought = Purchase(plan, "paid", data.payment_id, data.amount, data.until, back)
        if membership is not None and is_upgrade(membership, plan, ctx.settings, ctx.today):
            now = upgraded(membership, bought, ctx.settings, ctx.today, ctx.after)
        else:
            now = extended(membership, bought, ctx.today, ctx.after)
        begins = (
            membership is None or not membership.entitled(ctx.today) or plan_now(ctx, now) != plan_now(ctx, membership)
        )
        what = "started" if begins else "renewed"
        until = now.paid_through.isoformat()
        return [*settled(ctx, now, membership), told(what, plan.code, how="paid", paidThrough=until)]


def _given_back(ctx: RuleContext[PaidSettings]) -> Decimal:
    """Return what was refunded of the payment, since providers do not always report in order."""
    paid = ctx.event.data.payment_id
    return sum((refund.data.amount for refund in ctx.facts["refunds"] if refund.data.payment_id == paid), Decimal(0))


def _meant(ctx: RuleContext[PaidSettings], membership: Held | None) -> Plan | None:
    code = ctx.event.data.plan
    if code is None and membership is not None:
        code = membership.next_plan or membership.last.plan
    return ctx.settings.plan(code)
