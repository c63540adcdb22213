"""Membership by top-up: the amount decides the tier and for how long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field

from headless.plugins import Code, Effect, Enter, Events, Remember, Rule, RuleContext, RuleSettings, Skip, Told
from paid_tiers.membership.memory import TOP_UP
from paid_tiers.scalars import Amount, Duration
from paid_tiers.texts import TEXTS
from paid_tiers.topup_refunds import REFUNDED, refunds_counted
from paid_tiers.words import setting

MERGED = "member.merged"


class TopUpStep(RuleSettings):
    """A tier, and for how long, from an amount on."""

    from_: Amount = setting(..., "From", "起充金额", "The least amount paid in at once.", alias="from")
    tier: Code = setting(..., "Tier", "等级", "The tier that it brings.", "tier")
    validity: Duration = setting(..., "Valid for", "有效期", 'How long, such as "6m".')


@dataclass(frozen=True, slots=True)
class Held:
    """A tier until the start of a day. since: the first day without a gap."""

    tier: str
    until: date
    since: date

    @classmethod
    def of(cls, shared: Mapping[str, Any]) -> Self | None:
        """Return the tier in memory."""
        kept = shared.get(TOP_UP)
        return kept and cls(kept["tier"], date.fromisoformat(kept["until"]), date.fromisoformat(kept["since"]))

    def to_memory(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {TOP_UP: {"tier": self.tier, "until": self.until.isoformat(), "since": self.since.isoformat()}}


class TopUp(Rule):
    """A member who pays in enough at once has a tier: 500 for half a year, 1,000 for a year. More is added to what is left."""

    id = "top_up"
    label, label_zh = "Top-up membership", "充值会员"
    on = ("topup.paid", *REFUNDED, MERGED)
    single = True
    assets = ()
    needs = {"topups": Events("topup.paid", last=200), **{type_: Events(type_, last=200) for type_ in REFUNDED}}

    class Settings(RuleSettings):
        """Which amounts bring which tier, on a track of stored value."""

        asset: Code = setting("balance", "Paid in as", "充值资产", "Other top-ups bring nothing.", "assetKind")
        track: Code = setting(
            "stored_value", "Tier track", "等级体系", "A track of the kind STORED_VALUE.", "tierTrack"
        )
        steps: Annotated[tuple[TopUpStep, ...], Field(max_length=50)] = setting(
            (), "Steps", "充值档位", "The highest step that the amount reaches counts."
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Enter the tier of the highest step that the amount reaches. A refund leaves it again."""
        data, held = ctx.event.data, Held.of(ctx.shared)
        if ctx.event.type == MERGED:
            return _merged(ctx, held, Held.of(ctx.merged))
        if ctx.event.type in REFUNDED:
            return _without(ctx, held)
        if data.asset != ctx.settings.asset:
            return ctx.skip(TEXTS.told("the top-up is of {asset}", asset=data.asset))
        now = _after(ctx, held, data.amount, ctx.today)
        if now is None:
            return ctx.skip(TEXTS.told("{amount} makes no member", amount=data.amount))
        if now == held:
            return ctx.skip(TEXTS.told("a member of {tier} until {until}", tier=held.tier, until=held.until))
        return _settled(ctx, now, TEXTS.told("paid in {amount}", amount=data.amount))


Ctx = RuleContext[TopUp.Settings]


def _after(ctx: Ctx, held: Held | None, amount: Decimal, day: date) -> Held | None:
    """Return what is held after an amount was paid in on a day. It is unchanged if the amount adds nothing."""
    held = held if held is not None and held.until > day else None
    reached = [step for step in ctx.settings.steps if step.from_ <= amount]
    step = max(reached, key=lambda step: step.from_, default=None)
    if step is None or (held and step.tier != held.tier and step.from_ < _least(ctx.settings, held.tier)):
        return held
    since = held.until if held and held.tier == step.tier else day
    return Held(step.tier, ctx.after(step.validity, since), held.since if held else day)


def _merged(ctx: Ctx, mine: Held | None, theirs: Held | None) -> list[Effect] | Skip:
    """Return the higher of what two members hold. If both hold the same, what is left of the second is added."""
    if theirs is None or theirs.until <= ctx.today:
        return ctx.skip(TEXTS.told("the other member had no top-up membership"))
    if mine is None or mine.until <= ctx.today:
        return _settled(ctx, theirs, TEXTS.told("members merged"))
    since = min(mine.since, theirs.since)
    if mine.tier == theirs.tier:
        until = mine.until + (theirs.until - ctx.today)
        return _settled(ctx, Held(mine.tier, until, since), TEXTS.told("members merged"))
    higher = max(mine, theirs, key=lambda held: _least(ctx.settings, held.tier))
    return _settled(ctx, Held(higher.tier, higher.until, since), TEXTS.told("members merged"))


def _without(ctx: Ctx, held: Held | None) -> list[Effect] | Skip:
    """Return what the top-ups since the beginning bring, less what was refunded of each."""
    data, counted = ctx.event.data, refunds_counted(ctx)
    if counted.get((data.payment_id, data.refund_id), Decimal(0)) < data.amount:
        return ctx.skip(
            TEXTS.told(
                "less than {amount} is left of top-up {payment_id}", amount=data.amount, payment_id=data.payment_id
            ),
            "REFUND_TOO_LARGE",
        )
    if held is None or held.until <= ctx.today:
        return ctx.skip(TEXTS.told("no top-up membership is left"))
    back: dict[str, Decimal] = {}
    for (payment, _), amount in counted.items():
        back[payment] = back.get(payment, Decimal(0)) + amount
    now: Held | None = None
    for topup in reversed(ctx.facts["topups"]):
        data = topup.data
        if data.asset == ctx.settings.asset and topup.local_date >= held.since:
            now = _after(ctx, now, data.amount - back.get(data.payment_id, Decimal(0)), topup.local_date)
    if now is not None and now.until > ctx.today:
        same = (now.tier, now.until) == (held.tier, held.until)
        if same:
            return ctx.skip(TEXTS.told("what is left brings as much"))
        return _settled(ctx, now, TEXTS.told("a top-up was given back"))
    why = TEXTS.told("the top-up was given back")
    return [Enter(ctx.settings.track, None, why=why), Remember({TOP_UP: None}, shared=True)]


def _settled(ctx: Ctx, now: Held, why: Told) -> list[Effect]:
    return [Enter(ctx.settings.track, now.tier, until=now.until, why=why), Remember(now.to_memory(), shared=True)]


def _least(settings: TopUp.Settings, tier: str) -> Decimal:
    return min((step.from_ for step in settings.steps if step.tier == tier), default=Decimal(0))
