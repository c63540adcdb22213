"""Payment of a period: a membership begins at once, goes on, or is upgraded."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from headless.plugins import Effect, Events, Rule, RuleContext, Skip, Told, priced
from paid_tiers.effects import membership_of, plan_now, settled, told
from paid_tiers.membership.membership import Membership as Held
from paid_tiers.membership.proration import charge_for, is_upgrade
from paid_tiers.membership.purchases import Purchase, extended, upgraded
from paid_tiers.money import amount_of
from paid_tiers.rules.amounts import left_of
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS

ASKED_WITHIN = timedelta(days=3)
"""How long a payment may take: each day less of the unused time counts for a change."""


class Membership(Rule):
    """A member who pays a plan has it until the end of its period, effective at once. It keeps the settings of all."""

    id = "membership"
    label, label_zh = "Paid membership", "付费会员"
    on = ("subscription.paid",)
    single = True
    assets = ()
    needs = {"refunds": Events("subscription.refunded", last=50)}
    Settings = PaidSettings

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Enter the plan's tier, and remember until when it is paid."""
        data, membership = ctx.event.data, membership_of(ctx)
        plan = _meant(ctx, membership)
        against = _unknown(ctx) if plan is None else _against(ctx, membership, plan)
        if plan is None or against is not None:
            assert against is not None
            return ctx.skip(*against)
        # Providers do not always report in order.
        back = data.amount - left_of(data.payment_id, data.amount, ctx.facts["refunds"])
        if back and back >= data.amount:
            return ctx.skip(
                TEXTS.told("payment {payment_id} was given back before it was told", payment_id=data.payment_id)
            )
        bought = Purchase(plan, "paid", data.payment_id, data.amount, data.until, back)
        over, said = _over(ctx, membership, plan), ""
        if membership is not None and is_upgrade(membership, plan, ctx.settings, ctx.today):
            bought = replace(bought, over=over)
            now = upgraded(membership, bought, ctx.settings, ctx.today, ctx.after)
        else:
            now = extended(membership, bought, ctx.today, ctx.after)
            if over:
                said = TEXTS.told(
                    "{over} {currency} more than its price was paid, which buys nothing more",
                    over=priced(over, plan.currency),
                    currency=plan.currency,
                )
        begins = (
            membership is None or not membership.entitled(ctx.today) or plan_now(ctx, now) != plan_now(ctx, membership)
        )
        what = "started" if begins else "renewed"
        until = now.paid_through.isoformat()
        return [
            *settled(ctx, now, membership, said),
            told(what, plan.code, how="paid", paidThrough=until, paymentId=data.payment_id),
        ]


def _unknown(ctx: RuleContext[PaidSettings]) -> tuple[Told, str]:
    known, plan = [plan.code for plan in ctx.settings.plans], ctx.event.data.plan or ""
    return TEXTS.told("there is no plan {plan}; there are: {known}", plan=plan, known=known), "UNKNOWN_PLAN"


def _against(ctx: RuleContext[PaidSettings], membership: Held | None, plan: Plan) -> tuple[Told, str] | None:
    """Return why a payment buys nothing: the reason, and the code that its sender is told, if any."""
    data = ctx.event.data
    said = {"plan": plan.called, "currency": plan.currency}
    if data.currency not in (None, plan.currency):
        said |= {"currency": data.currency, "currency2": plan.currency}
        return TEXTS.told("paid in {currency}, but {plan} costs {currency2}", **said), "WRONG_CURRENCY"
    if membership is not None and membership.knows(data.payment_id):
        return TEXTS.told("payment {payment_id} counts already", payment_id=data.payment_id), ""
    if not _may_have(ctx, membership, plan):
        return TEXTS.told("{plan} is no longer for sale", plan=plan.called), "NOT_OFFERED"
    least = _least(ctx, membership, plan)
    if data.amount < least:
        paid = {"amount": priced(data.amount, plan.currency), "least": priced(least, plan.currency), **said}
        return TEXTS.told("{amount} was paid, but {plan} costs {least} {currency}", **paid), "UNDERPAID"
    return None


def _least(ctx: RuleContext[PaidSettings], membership: Held | None, plan: Plan) -> Decimal:
    """Return the least that opens a plan: its price, or what the change was said to cost in the last days.

    The provider of the settings charges by its own prices and discounts. From it anything but nothing counts.
    """
    if _is_charged_elsewhere(ctx):
        return min(plan.price, amount_of(1, plan.currency))
    days = (ctx.today, ctx.today - ASKED_WITHIN)
    return min(charge_for(membership, plan, ctx.settings, day) for day in days)


def _over(ctx: RuleContext[PaidSettings], membership: Held | None, plan: Plan) -> Decimal:
    """Return what was paid beyond what a plan costs. What the provider of the settings charges is never too much."""
    if _is_charged_elsewhere(ctx):
        return Decimal(0)
    paid: Decimal = ctx.event.data.amount
    return max(Decimal(0), paid - charge_for(membership, plan, ctx.settings, ctx.today))


def _is_charged_elsewhere(ctx: RuleContext[PaidSettings]) -> bool:
    return bool(ctx.event.data.provider == ctx.settings.provider != "manual")


def _may_have(ctx: RuleContext[PaidSettings], membership: Held | None, plan: Plan) -> bool:
    """Return True if a plan is for sale, or the member has it. What a provider charges was for sale when it was asked for."""
    if plan.offered or _is_charged_elsewhere(ctx):
        return True
    return membership is not None and plan.code in (membership.next_plan, *(span.plan for span in membership.spans))


def _meant(ctx: RuleContext[PaidSettings], membership: Held | None) -> Plan | None:
    code = ctx.event.data.plan
    if code is None and membership is not None:
        code = membership.next_plan or membership.last.plan
    return ctx.settings.plan(code)
