"""Codes that open a plan: a coupon of a kind that the plan names, used up once."""

from collections.abc import Iterable

from headless.plugins import CouponIn, Effect, Redeem, Rule, RuleContext, Told
from paid_tiers.effects import membership_of, plan_now, refused, settled, told
from paid_tiers.membership.purchases import Purchase, extended
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS

FRESH = ("UNCLAIMED", "USABLE")


class Codes(Rule):
    """A member who redeems a plan's code is a member for one period of it."""

    id = "codes"
    label, label_zh = "Codes that open a plan", "会员兑换码"
    on = ("subscription.code_redeemed",)
    assets = ()
    settings_of = "membership"
    needs = {"coupon": CouponIn("code")}

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect]:
        """Use up the code and enter the tier, or refuse with a reason."""
        code, coupon, membership = ctx.event.data.code, ctx.facts["coupon"], membership_of(ctx)
        if coupon is None:
            return refused("UNKNOWN_CODE", TEXTS.told("no such code is known"))
        plan = ctx.settings.opened_by(coupon.kind)
        if plan is None:
            return refused(
                "NO_PLAN_FOR_CODE", TEXTS.told("codes of {kind} open no plan", kind=coupon.kind), kind=coupon.kind
            )
        if coupon.state == "USED":
            return refused("CODE_USED", TEXTS.told("the code is used"), state=coupon.state)
        if coupon.state not in FRESH:
            return refused(
                f"CODE_{coupon.state}",
                TEXTS.told("the code is {lower}", lower=_words_of(coupon.state)),
                state=coupon.state,
            )
        present = plan_now(ctx, membership)
        if present is not None and membership is not None and present.code != plan.code:
            message = TEXTS.told(
                "the member has {present} until {holds_until}",
                present=present.called,
                holds_until=membership.holds_until,
            )
            return refused("OTHER_PLAN", message, plan=present.code, until=membership.holds_until)
        now = extended(membership, Purchase(plan, "code", f"code:{coupon.code}"), ctx.today, ctx.after)
        what = "started" if present is None else "renewed"
        until = now.paid_through.isoformat()
        return [Redeem(code), *settled(ctx, now, membership), told(what, plan.code, how="code", paidThrough=until)]


def _words_of(state: str) -> str | Told:
    """Return what members are told of the state of a code."""
    words = {"EXPIRED": TEXTS.told("expired"), "REVOKED": TEXTS.told("revoked"), "HELD": TEXTS.told("held")}
    return words.get(state, state.lower())
