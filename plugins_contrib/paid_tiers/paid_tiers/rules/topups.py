"""Membership by paying in: the amount decides the tier and for how long."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from headless.plugins import Effect, Enter, Remember, Rule, RuleContext, RuleSettings, Skip
from paid_tiers.memory import TOP_UP
from paid_tiers.scalars import Code, Duration, Money
from paid_tiers.words import setting


class TopUpStep(RuleSettings):
    """From an amount on: a tier, for so long."""

    from_: Money = setting(..., "From", "起充金额", "The least amount paid in at once.", alias="from")
    tier: Code = setting(..., "Tier", "等级", "The tier that it brings.", "tier")
    validity: Duration = setting(..., "Valid for", "有效期", 'How long, such as "6m".')


class TopUp(Rule):
    """Who pays in enough at once is a member: 500 for half a year, 1,000 for a year; more is added to what is left."""

    id = "top_up"
    label, label_zh = "Top-up membership", "充值会员"
    on = ("topup.paid",)
    assets = ()

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
        """Enter the tier of the highest step that the amount reaches."""
        data, held = ctx.event.data, ctx.shared.get(TOP_UP, {})
        if data.asset != ctx.settings.asset:
            return ctx.skip(f"the top-up is of {data.asset}")
        reached = [step for step in ctx.settings.steps if step.from_ <= data.amount]
        if not reached:
            return ctx.skip(f"{data.amount} makes no member")
        step = max(reached, key=lambda each: each.from_)
        ends = _ends(held, ctx.today)
        if ends is not None and step.tier != held["tier"] and step.from_ < _amount_of(ctx.settings, held):
            return ctx.skip(f"a member of {held['tier']} until {ends}")
        since = ends if ends is not None and held["tier"] == step.tier else ctx.today
        until = ctx.after(step.validity, since)
        noted = {TOP_UP: {"tier": step.tier, "until": until.isoformat()}}
        return [
            Enter(ctx.settings.track, step.tier, until=until, why=f"paid in {data.amount}"),
            Remember(noted, shared=True),
        ]


def _ends(held: Mapping[str, Any], today: date) -> date | None:
    """When what was paid in before runs out; None if it has."""
    until = date.fromisoformat(held["until"]) if held else today
    return until if until > today else None


def _amount_of(settings: TopUp.Settings, held: Mapping[str, Any]) -> Any:
    return min((step.from_ for step in settings.steps if step.tier == held["tier"]), default=0)
