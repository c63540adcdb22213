"""Growth value and points for what members do apart from shopping."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from headless.plugins import Earn, Effect, Rule, RuleContext, RuleSettings, Skip
from headless.plugins.builtin.rules.words import Rate, asset_setting, words
from headless.plugins.contract.scalars import Code

Activity = Literal["login", "checkin", "review.posted", "share.posted", "profile.completed"]


class GrowthPerActivity(Rule):
    """Members earn growth value for logging in, checking in, reviews, shares and a completed profile."""

    id = "growth_per_activity"
    label, label_zh = "Growth value per activity", "互动成长值"
    on = ("login", "checkin", "review.posted", "share.posted", "profile.completed")

    class Settings(RuleSettings):
        """How much is given for what."""

        asset: Code = asset_setting("growth")
        amounts: Mapping[Activity, Rate] = Field(
            default={
                "login": Decimal(1),
                "checkin": Decimal(2),
                "review.posted": Decimal(10),
                "share.posted": Decimal(10),
                "profile.completed": Decimal(50),
            },
            title="Amount by activity",
            description="What each activity earns: a login once a day, a completed profile once. Others earn nothing.",
            json_schema_extra=words("每种行为获得"),
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Earn the activity's amount."""
        activity = ctx.event.type
        amount = ctx.settings.amounts.get(activity)  # type: ignore[call-overload]
        if not amount:
            return ctx.skip(f"{activity} earns nothing")
        return [Earn(ctx.settings.asset, amount, once=_once(ctx), why=activity)]


def _once(ctx: RuleContext[GrowthPerActivity.Settings]) -> str | None:
    if ctx.event.type == "login":
        return f"login:{ctx.event.local_date.isoformat()}"
    return "profile.completed" if ctx.event.type == "profile.completed" else None


class JoiningPoints(Rule):
    """New members get points for joining."""

    id = "joining_points"
    label, label_zh = "Joining points", "入会送积分"
    on = ("member.joined",)

    class Settings(RuleSettings):
        """What a new member gets."""

        asset: Code = asset_setting("points")
        amount: Rate = Field(
            default=Decimal(100),
            title="Amount",
            description="What a new member gets.",
            json_schema_extra=words("赠送数量"),
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Earn the amount."""
        if not ctx.settings.amount:
            return ctx.skip("the amount is 0")
        return [Earn(ctx.settings.asset, ctx.settings.amount, why="joined")]
