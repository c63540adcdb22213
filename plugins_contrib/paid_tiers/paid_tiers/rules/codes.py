"""A code opens a plan: a coupon of a kind that the plan names, used up once."""

from collections.abc import Iterable

from headless.plugins import CouponIn, Effect, Redeem, Rule, RuleContext
from paid_tiers.membership.buying import Purchase, extended
from paid_tiers.says import membership_of, plan_now, refused, settled, told
from paid_tiers.settings import PaidSettings

FRESH = ("UNCLAIMED", "USABLE")


class Codes(Rule):
    """Who redeems a plan's code is a member for one period of it."""

    id = "codes"
    label, label_zh = "Codes that open a plan", "会员兑换码"
    on = ("subscription.code_redeemed",)
    assets = ()
    settings_of = "membership"
    needs = {"coupon": CouponIn("code")}

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect]:
        """Use the code up and enter the tier, or say why not."""
        code, coupon, found = ctx.event.data.code, ctx.facts["coupon"], membership_of(ctx)
        if coupon is None:
            return refused("UNKNOWN_CODE", "no such code is known")
        plan = ctx.settings.opened_by(coupon.kind)
        if plan is None:
            return refused("NO_PLAN_FOR_CODE", f"codes of {coupon.kind} open no plan", kind=coupon.kind)
        if coupon.state not in FRESH:
            return refused("CODE_USED", f"the code is {coupon.state.lower()}", state=coupon.state)
        present = plan_now(ctx, found)
        if present is not None and found is not None and present.code != plan.code:
            message = f"the member has {present.code} until {found.holds_until}"
            return refused("OTHER_PLAN", message, plan=present.code, until=found.holds_until)
        now = extended(found, Purchase(plan, "code", f"code:{code}"), ctx.today, ctx.after)
        what = "started" if present is None else "renewed"
        until = now.paid_through.isoformat()
        return [Redeem(code), *settled(ctx, now, found), told(what, plan.code, how="code", paidThrough=until)]
