"""Multipliers by tier and on member days."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from headless.plugins import Boost, Effect, Rule, RuleContext, RuleSettings, Skip, Value
from headless.plugins.builtin.rules.words import Times, TimesByCode, asset_setting, words
from headless.plugins.contract.scalars import Code


class TierMultiplier(Rule):
    """Members of a higher tier earn more on every order."""

    id = "tier_multiplier"
    label, label_zh = "Tier multiplier", "等级积分倍率"
    on = ("order.paid", "order.refunded")
    stage = "boost"
    needs = {"tier": Value("tier", args={"track": "$track"})}

    class Settings(RuleSettings):
        """Which tier earns how many times as much."""

        asset: Code = asset_setting("points")
        track: Code | None = Field(
            default=None,
            title="Tier track",
            description="The track whose tier counts; the default track if left out.",
            json_schema_extra=words("等级体系", "tierTrack"),
        )
        times: TimesByCode = Field(
            default={},
            title="Times, by tier",
            description='How many times as much a tier earns: {"gold": "2"}. Other tiers earn as usual.',
            json_schema_extra=words("各等级倍数", "tier"),
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Boost by the tier held before the event."""
        if ctx.origin is not None:
            return ctx.skip("the refund of a known order takes back what that order earned")
        tier = ctx.facts["tier"]
        times = ctx.settings.times.get(tier) if tier is not None else None
        if times is None:
            return ctx.skip("no multiplier for no tier" if tier is None else f"no multiplier for {tier}")
        return [Boost(ctx.settings.asset, times, why=f"tier {tier}")]


class MemberDay(Rule):
    """Orders on member days earn several times as much."""

    id = "member_day"
    label, label_zh = "Member day", "会员日多倍积分"
    on = ("order.paid",)
    stage = "boost"

    class Settings(RuleSettings):
        """Which days earn how many times as much."""

        asset: Code = asset_setting("points")
        times: Times = Field(
            default=Decimal(2), title="Times", description="How many times as much.", json_schema_extra=words("倍数")
        )
        weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
            default=(),
            max_length=7,
            title="Days of the week",
            description="1 is Monday, 7 is Sunday.",
            json_schema_extra=words("星期"),
        )
        days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = Field(
            default=(),
            max_length=31,
            title="Days of the month",
            description="Days of the month; with days of the week, either makes a member day.",
            json_schema_extra=words("每月日期"),
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Boost on a member day, by the merchant's calendar."""
        day, settings = ctx.event.local_date, ctx.settings
        if day.isoweekday() not in settings.weekdays and day.day not in settings.days:
            return ctx.skip("not a member day")
        return [Boost(settings.asset, settings.times, why="member day")]
