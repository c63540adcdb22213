"""The welcome pack: given once, and taken back if it is unused when the fee is refunded."""

from collections.abc import Iterable

from headless.plugins import Earn, Effect, Grant, Issue, Remember, Rule, RuleContext, Skip, Undo
from paid_tiers.effects import membership_of
from paid_tiers.membership.memory import more_saved
from paid_tiers.rules.refunds import REFUND_NEEDS, REFUNDED, left_of_payment
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS

EXPIRED = "subscription.expired"
PACKS, PACKS_KEPT = "packs", 11
"""The packs of single periods in memory, by the payment that brought them."""


class Welcome(Rule):
    """A new member gets the plan's welcome pack: assets, coupons, uses of benefits."""

    id = "welcome"
    label, label_zh = "Welcome pack", "开卡礼包"
    on = ("subscription.started", "subscription.renewed", "subscription.refunded", EXPIRED)
    assets = ("$plans.welcome.assets.asset",)
    needs = REFUND_NEEDS
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Give the pack of a membership that begins, or of each period. A refund takes it back."""
        data = ctx.event.data
        if ctx.event.type == EXPIRED:
            return _taken_back(ctx)
        if ctx.event.type == "subscription.refunded":
            return _of_period_taken_back(ctx)
        plan = ctx.settings.plan(data.plan)
        if plan is None:
            return ctx.skip(TEXTS.told("there is no plan {plan}", plan=data.plan))
        if data.how == "trial" and not plan.welcome.on_trial:
            return ctx.skip(TEXTS.told("a trial brings no welcome pack"))
        key = plan.code if plan.welcome.every == "EVER" else f"{plan.code}:{data.paid_through}"
        gifts = list(_gifts(plan, key, ctx))
        if not gifts:
            return ctx.skip(TEXTS.told("{plan} has no welcome pack", plan=plan.called))
        noted = {"event": ctx.event.id, "until": data.paid_through.isoformat(), "plan": plan.code}
        packs = dict(list(ctx.state.get(PACKS, {}).items())[-PACKS_KEPT:])
        if plan.welcome.every == "PERIOD" and data.payment_id is not None:
            packs[data.payment_id] = {"event": ctx.event.id, "plan": plan.code}
        noted |= {PACKS: packs} if packs else {}
        saved = more_saved(ctx.shared, plan.welcome.worth)
        return [*gifts, Remember(noted, once=f"{key}:noted"), Remember(saved, shared=True, once=f"{key}:worth")]


def _gifts(plan: Plan, key: str, ctx: RuleContext[PaidSettings]) -> Iterable[Effect]:
    pack, why = plan.welcome, TEXTS.told("welcome to {plan}", plan=plan.called)
    for number, gift in enumerate(pack.assets):
        yield Earn(gift.asset, gift.amount, boostable=False, once=f"{key}:{gift.asset}:{number}", why=why)
    for coupon, count in pack.coupons.items():
        yield Issue(coupon, count, once=f"{key}:coupon:{coupon}", why=why)
    for benefit, uses in pack.benefits.items():
        until = ctx.event.data.paid_through
        yield Grant(benefit, uses, until=until, once=f"{key}:benefit:{benefit}", why=why)


def _of_period_taken_back(ctx: RuleContext[PaidSettings]) -> list[Effect] | Skip:
    """Take back the pack of a period that is given back whole before its end. The membership may go on."""
    data, membership, packs = ctx.event.data, membership_of(ctx), ctx.state.get(PACKS, {})
    pack, spans = packs.get(data.payment_id), membership.spans if membership is not None else ()
    unused = any(data.payment_id in span.payments and span.unused(ctx.today) for span in spans)
    if pack is None or not unused or left_of_payment(ctx) != data.amount:
        return ctx.skip(TEXTS.told("what was given stays"))
    left = {number: kept for number, kept in packs.items() if number != data.payment_id}
    state = {name: value for name, value in ctx.state.items() if name != PACKS} | ({PACKS: left} if left else {})
    return [_undone(ctx, pack["event"], pack["plan"]), Remember(state)]


def _taken_back(ctx: RuleContext[PaidSettings]) -> list[Effect] | Skip:
    given = ctx.state.get("event")
    if ctx.event.data.why != REFUNDED or given is None or ctx.state["until"] <= ctx.today.isoformat():
        return ctx.skip(TEXTS.told("what was given stays"))
    return [_undone(ctx, given, ctx.state.get("plan", ctx.event.data.plan)), Remember({})]


def _undone(ctx: RuleContext[PaidSettings], event: str, code: str) -> Undo:
    plan = ctx.settings.plan(code)
    owed = plan is not None and plan.welcome.spent == "OWED"
    return Undo(event, owed=owed, why=TEXTS.told("the fee was given back"))
