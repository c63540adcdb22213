"""Daily check-in. The longer the streak, the more it brings. Days are the merchant's."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from gamified_tasks.scalars import Amount, words
from gamified_tasks.texts import TEXTS
from headless.plugins import Code, Earn, Effect, Rule, RuleContext, RuleSettings, Skip, Value


class CheckinSettings(RuleSettings):
    """What each day of a streak brings."""

    asset: Code = Field(
        default="points",
        title="Asset kind",
        description="What a check-in earns.",
        json_schema_extra=words("资产类型", "assetKind"),
    )
    amounts: Annotated[tuple[Amount, ...], Field(min_length=1, max_length=366)] = Field(
        default=(Decimal(1), Decimal(2), Decimal(3), Decimal(4), Decimal(5), Decimal(6), Decimal(10)),
        title="Amount, by day of the streak",
        description="The first day's, the second day's and so on.",
        json_schema_extra=words("连续签到每天奖励"),
    )
    begins_anew: bool = Field(
        default=True,
        title="Starts again after the last",
        description="Otherwise the last amount stays for as long as the streak does.",
        json_schema_extra=words("满期重新计算"),
    )

    def amount(self, day: int) -> Decimal:
        """Return the amount of the nth day of a streak, counted from 1."""
        at = (day - 1) % len(self.amounts) if self.begins_anew else min(day, len(self.amounts)) - 1
        return self.amounts[at]


class DailyCheckin(Rule):
    """Members earn for checking in, more with each day in a row."""

    id = "daily_checkin"
    label, label_zh = "Daily check-in", "每日签到"
    on = ("checkin",)
    needs = {"streak": Value("streak", args={"type": "checkin", "period": "day"})}
    Settings = CheckinSettings

    def evaluate(self, ctx: RuleContext[CheckinSettings]) -> Iterable[Effect] | Skip:
        """Earn the amount of the day of the streak."""
        day = max(1, ctx.facts["streak"])
        amount = ctx.settings.amount(day)
        if not amount:
            return ctx.skip(TEXTS.told("day {day} of a streak brings nothing", day=day))
        once = f"checkin/{ctx.event.local_date.isoformat()}"
        return [
            Earn(ctx.settings.asset, amount, boostable=False, once=once, why=TEXTS.told("day {day} in a row", day=day))
        ]
