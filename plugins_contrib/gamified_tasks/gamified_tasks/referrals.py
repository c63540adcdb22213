"""Referrals, paid to both sides once the new member's first order is paid. Members cannot refer themselves."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import Field

from gamified_tasks.events import GIVEN_BACK, REFERRED, SUCCEEDED, WITHDRAWN
from gamified_tasks.scalars import Amount, Duration, Spent, spent_setting, words
from gamified_tasks.texts import TEXTS
from headless.plugins import (
    Code,
    Earn,
    Effect,
    Emit,
    Events,
    Remember,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    Undo,
)

VOID = "REFERRAL_VOID"
"""What the sender is told of a referral that comes to nothing. It does not stand in the way of a good one."""


class ReferralSettings(RuleSettings):
    """What a referral brings, and when it has succeeded."""

    asset: Code = Field(
        default="points",
        title="Asset kind",
        description="What both sides earn.",
        json_schema_extra=words("资产类型", "assetKind"),
    )
    referrer: Amount = Field(
        default=Decimal(500),
        title="For who referred",
        description="Once the new member has ordered.",
        json_schema_extra=words("邀请人奖励"),
    )
    referred: Amount = Field(
        default=Decimal(100),
        title="For who was referred",
        description="With the first order.",
        json_schema_extra=words("被邀请人奖励"),
    )
    new_for: Duration = Field(
        default="30d",
        title="New for",
        description="How long after joining a member counts as new.",
        json_schema_extra=words("新会员期限"),
    )
    order_least: Amount = Field(
        default=Decimal(0),
        title="Least order",
        description="The total that counts.",
        json_schema_extra=words("最低订单金额"),
    )
    spent: Spent = spent_setting()

    @property
    def owed(self) -> bool:
        """True if the spent part of a reward that is taken back is owed."""
        return self.spent == "OWED"


Ctx = RuleContext[ReferralSettings]


class Referral(Rule):
    """Members earn for bringing new members, and new members for having come, when the first order is paid."""

    id = "referral"
    label, label_zh = "Referral", "邀请有礼"
    on = ("referral.joined", REFERRED, "order.paid", *GIVEN_BACK, SUCCEEDED, WITHDRAWN)
    single = True
    needs = {
        "orders": Events("order.paid", last=20), "succeeded": Events(SUCCEEDED, last=200),
        "brought": Events("referral.joined", last=200),
    }  # fmt: skip
    Settings = ReferralSettings

    def evaluate(self, ctx: Ctx) -> Iterable[Effect] | Skip:
        """Pass the news between the two members, and pay each of them."""
        steps = {
            "referral.joined": _joined, REFERRED: _referred, "order.paid": _ordered, SUCCEEDED: _succeeded, WITHDRAWN: _withdrawn,
            **dict.fromkeys(GIVEN_BACK, _refunded),
        }  # fmt: skip
        return steps[ctx.event.type](ctx)


def _joined(ctx: Ctx) -> list[Effect] | Skip:
    """Tell the new member's side (with the referrer)."""
    referred = ctx.event.data.referred
    if referred == ctx.member.id:
        return ctx.skip(TEXTS.told("members cannot refer themselves"), VOID)
    if ctx.state.get("referrer") == referred:
        return ctx.skip(TEXTS.told("two cannot refer one another"), VOID)
    known = {"referrer": ctx.member.id, "joinedOn": ctx.member.joined_on.isoformat()}
    if ctx.state.get("referrer") is not None:
        known["cameBy"] = ctx.state["referrer"]
    return [Emit(REFERRED, known, member=referred, key=referred)]


def _referred(ctx: Ctx) -> list[Effect] | Skip:
    """Remember the referrer (with the new member). An order that came first counts."""
    referrer, joined = ctx.event.data.referrer, ctx.member.joined_on
    if ctx.state or referrer == ctx.member.id:
        return ctx.skip(
            TEXTS.told("was referred before") if ctx.state else TEXTS.told("members cannot refer themselves"), VOID
        )
    if _brought_by_me(ctx):
        return ctx.skip(TEXTS.told("two cannot refer one another"), VOID)
    if ctx.after(ctx.settings.new_for, joined) < ctx.today:
        return ctx.skip(TEXTS.told("is a member since {joined}, so not new", joined=joined), VOID)
    fit = [order for order in ctx.facts["orders"] if order.data.total >= ctx.settings.order_least]
    return _success(ctx, referrer, fit[-1].id) if fit else [Remember({"referrer": referrer})]


def _brought_by_me(ctx: Ctx) -> bool:
    """Return True if the referrer was brought by this member. A referral that came to nothing does not count."""
    data = ctx.event.data
    if data.came_by is not None:
        return bool(data.came_by == ctx.member.id)
    # The news of an earlier referral may still be on its way to the other one. It will count if that one was new.
    now = ctx.event.occurred_at, data.referrer
    under_way = [
        event
        for event in ctx.facts["brought"]
        if event.data.referred == data.referrer and (event.occurred_at, ctx.member.id) < now
    ]
    if data.joined_on is None:
        return bool(under_way)
    new_until = ctx.after(ctx.settings.new_for, data.joined_on)
    return any(event.local_date <= new_until for event in under_way)


def _ordered(ctx: Ctx) -> list[Effect] | Skip:
    """Make the referral succeed by the first order that is large enough (with the new member)."""
    referrer = ctx.state.get("referrer")
    if referrer is None or ctx.state.get("order") is not None:
        return ctx.skip(
            TEXTS.told("was not referred") if referrer is None else TEXTS.told("the referral has succeeded before")
        )
    if referrer == ctx.member.id or ctx.event.data.total < ctx.settings.order_least:
        return ctx.skip(TEXTS.told("the order is too small"))
    return _success(ctx, referrer, ctx.event.id)


def _success(ctx: Ctx, referrer: str, order: str) -> list[Effect]:
    told = Emit(SUCCEEDED, {"referred": ctx.member.id, "byOrder": order}, member=referrer, key=order)
    kept = Remember({"referrer": referrer, "order": order, "by": ctx.event.id})
    return [*_paid(ctx, ctx.settings.referred, f"welcome/{order}", TEXTS.told("came by referral")), kept, told]


def _refunded(ctx: Ctx) -> list[Effect] | Skip:
    """Withdraw the referral if the order that made it succeed is refunded (with the new member)."""
    order, state = ctx.origin, ctx.state
    if order is None or order.refunded < 1 or state.get("order") != order.id:
        return ctx.skip(TEXTS.told("no referral stood on that order"))
    told = Emit(WITHDRAWN, {"referred": ctx.member.id, "byOrder": order.id}, member=state["referrer"], key=order.id)
    undone = Undo(state["by"], owed=ctx.settings.owed, why=TEXTS.told("the order was refunded"))
    return [undone, Remember({"referrer": state["referrer"]}), told]


def _succeeded(ctx: Ctx) -> list[Effect] | Skip:
    """Pay the reward (with the referrer)."""
    data = ctx.event.data
    paid = _paid(ctx, ctx.settings.referrer, f"{data.referred}/{data.by_order}", TEXTS.told("brought a new member"))
    return paid or ctx.skip(TEXTS.told("it brings nothing"))


def _withdrawn(ctx: Ctx) -> list[Effect] | Skip:
    """Take the reward back (with the referrer)."""
    same = [event for event in ctx.facts["succeeded"] if event.data == ctx.event.data]
    owed = ctx.settings.owed
    return [Undo(event.id, owed=owed, why=TEXTS.told("the order was refunded")) for event in same] or ctx.skip(
        TEXTS.told("nothing was paid")
    )


def _paid(ctx: Ctx, amount: Decimal, once: str, why: str) -> list[Any]:
    # Kept, because a part of the order that is given back leaves the referral a success.
    return [Earn(ctx.settings.asset, amount, boostable=False, once=once, keep=True, why=why)] if amount else []
